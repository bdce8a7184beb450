package proxy

import (
	"crypto/tls"

	"metergate/internal/conf"
)

// tlsConfig makes what both sides have in common, out of the options of a line and of those that the section global has
// for its side.
func (c *compiler) tlsConfig(b *conf.Bag, side tlsSide, at conf.Pos, line string) *tls.Config {
	global := c.g.Global.Bag
	defaults, _ := side.options.Get(global)
	oldest, newest, hole := versions(b, defaults)
	switch {
	case oldest > newest:
		c.alert(at, conf.Loose, "%s : no version of TLS is left by its options.", line)
	case hole != 0:
		c.warn(at, conf.Loose, "%s : the versions are not contiguous: %s is left out and what is older, too. "+
			"'ssl-min-ver' and 'ssl-max-ver' say what is meant.", line, tls.VersionName(hole))
	}
	ciphers, ok := tlsCiphers.Get(b)
	if !ok {
		ciphers, _ = side.ciphers.Get(global)
	}
	curves, ok := tlsCurves.Get(b)
	if !ok {
		curves, ok = tlsECDHE.Get(b)
	}
	if !ok {
		curves, _ = side.curves.Get(global)
	}
	return &tls.Config{
		MinVersion: oldest, MaxVersion: newest, CipherSuites: ciphers, CurvePreferences: curves,
		SessionTicketsDisabled:      !flagged(tlsTickets, true, b, defaults),
		DynamicRecordSizingDisabled: true,
	}
}

// flagged returns what a line, or else the defaults of its side, say of a flag.
func flagged(k *conf.Key[bool], usual bool, line, defaults *conf.Bag) bool {
	return k.Or(line, k.Or(defaults, usual))
}

// versions returns the range of versions that are spoken. hole is a version that is ruled out between two that are not.
func versions(line, defaults *conf.Bag) (oldest, newest, hole uint16) {
	oldest, newest = tls.VersionTLS12, tls.VersionTLS13
	for _, b := range []*conf.Bag{defaults, line} {
		for _, f := range tlsForced {
			if f.key.Or(b, false) {
				oldest, newest = f.version, f.version
			}
		}
		oldest, newest = tlsMin.Or(b, oldest), tlsMax.Or(b, newest)
	}
	oldest = min(oldest, max(newest, tls.VersionTLS10))
	banned := func(v uint16) bool {
		for _, f := range tlsBanned {
			if f.version == v && (f.key.Or(line, false) || f.key.Or(defaults, false)) {
				return true
			}
		}
		return false
	}
	for newest >= oldest && banned(newest) {
		newest--
	}
	for v := newest; v > oldest; v-- {
		if banned(v) {
			return v + 1, newest, v
		}
	}
	if oldest <= newest && banned(oldest) {
		oldest++
	}
	return oldest, newest, 0
}
