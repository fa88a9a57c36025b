package authjs

// signOut ends the browser's session. A token cannot be taken back, but for
// its cookie: who kept a copy is signed in until it expires.
func (h *Handler) signOut(x *exchange) {
	if !x.verified {
		x.refuse(missingCSRF, "")
		return
	}
	if id, err := x.sessions().Read(x.r); err == nil {
		if tell := h.config.Events.SignOut; tell != nil {
			tell(x.r.Context(), id.Claims)
		}
	}
	if err := x.renewCSRF(); err != nil {
		h.config.Logger.Error("auth: csrf token", "error", err)
	}
	x.sessions().Clear(x.w, x.r)
	x.redirect(x.target)
}
