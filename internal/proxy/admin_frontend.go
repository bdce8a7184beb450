package proxy

// Shutdown ends the listening of a frontend for good; it returns false when that was done already.
func (f *Frontend) Shutdown() bool {
	if f.State() == FrontendStopped {
		return false
	}
	f.stop()
	return true
}
