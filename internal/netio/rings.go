package netio

import "errors"

func probeRings() error { return errors.New("not built") }
func newRings() poller  { return nil }
