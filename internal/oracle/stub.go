package oracle
func (r *request) write() (any, error) { panic("x") }
