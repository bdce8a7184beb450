package netio

// PollerInfo is a poller of this build and whether it works here.
type PollerInfo struct {
	Name       string
	Preference int   // the usable one with the highest is taken
	Err        error // why it does not work here, or nil
}

// Pollers lists the pollers, the preferred one first.
func Pollers() []PollerInfo {
	return []PollerInfo{
		{Name: "rings", Preference: 400, Err: probeRings()},
		{Name: "epoll", Preference: 300},
	}
}
