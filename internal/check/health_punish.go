package check

// Punish takes what observed traffic has shown: too many errors. FastInter leaves the state alone; the others count as
// a failed check, the last one before the end (SuddenDeath) or the end itself (MarkDown).
func (h *Health) Punish(how OnError) Event {
	switch how {
	case FastInter:
		return Event{Counter: h.check.Counter}
	case SuddenDeath:
		h.check.Health = min(h.check.Health, h.check.Rise+1)
	case MarkDown:
		h.check.Health = min(h.check.Health, h.check.Rise)
	}
	return h.Check(Result{Status: Analyzed, Info: "Health analyze"})
}
