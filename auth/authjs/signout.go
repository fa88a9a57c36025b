package authjs

// signOut ends the browser's session. A token cannot be taken back, but for
// its cookie: who kept a copy is signed in until it expires. A session in a
// database is gone.
func (h *Handler) signOut(x *exchange) {
	if !x.verified {
		x.refuse(missingCSRF, "")
		return
	}
	if claims := h.ended(x); claims != nil {
		tell(h.config.Events.SignOut, x.r.Context(), claims)
	}
	if err := x.renewCSRF(); err != nil {
		h.config.Logger.Error("auth: csrf token", "error", err)
	}
	x.sessions().Clear(x.w, x.r)
	x.redirect(x.target)
}

// ended returns what the session that ends says of its user, or nil when there
// is none. A store that does not answer does not keep anybody from having the
// cookie cleared.
func (h *Handler) ended(x *exchange) map[string]any {
	if h.config.Strategy == JWT {
		id, err := x.sessions().Read(x.r)
		if err != nil {
			return nil
		}
		return id.Claims
	}
	token, err := x.sessions().Token(x.r)
	if err != nil {
		return nil
	}
	s, err := h.config.Store.DeleteSession(x.r.Context(), token)
	if err != nil {
		h.config.Logger.Error("auth: delete session", "error", err)
	}
	if err != nil || s == nil {
		return nil
	}
	return map[string]any{"sub": s.UserID}
}
