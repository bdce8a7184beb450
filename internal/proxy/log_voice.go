package proxy

import (
	"metergate/internal/clock"
	"metergate/internal/syslog"
)

// A voice is some targets of a journal and the profile that changes the lines for them.
type voice struct {
	targets []*syslog.Target
	profile *logProfile
	logger  *syslog.Logger // nil until the gateway starts
}

// open connects the voice with the outputs of the gateway.
func (v *voice) open(g *Gateway, id syslog.Identity) {
	if v.profile != nil && v.profile.tag != "" {
		id.Tag = v.profile.tag
	}
	v.logger = g.Logs.Logger(v.targets, id)
}

// say sends the line that stands in the lane of a stream, or what the profile has in its place.
func (v *voice) say(s *Stream, level syslog.Level) syslog.Outcome {
	l, st := s.lane, v.profile.at(s.step)
	line, data := l.line, l.data
	if st != nil && st.drop {
		return syslog.Unwanted
	}
	if st != nil && st.line != nil {
		n := len(l.line)
		l.line = st.line.Append(l.line, &s.cx)
		line, l.line = l.line[n:], l.line[:n]
	}
	if st != nil && st.data != nil {
		n := len(l.data)
		l.data = st.data.Append(l.data, &s.cx)
		data, l.data = trimBlanks(l.data[n:]), l.data[:n]
	}
	return v.logger.Log(level, s.cx.Now, line, data)
}

// A choir is the voices of a journal, in the order of its `log` lines.
type choir []*voice

// say sends the line that stands in the lane of a stream; the best of what became of it is returned.
func (c choir) say(s *Stream, level syslog.Level) (best syslog.Outcome) {
	for _, v := range c {
		best = max(best, v.say(s, level))
	}
	return best
}

// tell sends a line that is about no stream: profiles change no more than the tag of it.
func (c choir) tell(level syslog.Level, line, data []byte) {
	for _, v := range c {
		v.logger.Log(level, clock.Wall(clock.Mono()), line, data)
	}
}

// voices makes the choir of targets: neighbours with the same profile sing as one.
func (u *ruleCompiler) voices(targets []*syslog.Target) (all choir) {
	for _, t := range targets {
		p := u.g.profiles[t.Profile]
		if n := len(all); n == 0 || all[n-1].profile != p {
			all = append(all, &voice{profile: p})
		}
		last := all[len(all)-1]
		last.targets = append(last.targets, t)
	}
	return all
}
