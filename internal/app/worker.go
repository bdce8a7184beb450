package app

// ready tells who waits for it that the gateway serves.
func (p *program) ready() error {
	return p.detach()
}

// orphaned is closed when the master is gone.
func (p *program) orphaned() <-chan struct{} { return nil }
