package proxy

import (
	"fmt"

	"metergate/internal/cache"
	"metergate/internal/conf"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "cache", In: conf.Cache, Name: conf.MustName,
		Help: "Responses kept in memory, for http-request cache-use and http-response cache-store.",
	})
}

// The lines of a section cache.
var (
	dirCacheSize = conf.Scalar(conf.Spec{
		Name: "total-max-size", In: conf.Cache, Usage: "total-max-size <megabytes>", Help: "The memory that the cache takes at most.",
	}, conf.Int(1, 4095))
	dirCacheObject = conf.Scalar(conf.Spec{
		Name: "max-object-size", In: conf.Cache, Usage: "max-object-size <bytes>",
		Help: "The largest response that is stored, at most half of the cache; a 256th of it when absent.",
	}, func(a *conf.Args) (int64, error) { return a.Size() })
	dirCacheAge = conf.Scalar(conf.Spec{
		Name: "max-age", In: conf.Cache, Usage: "max-age <seconds>",
		Help: "How long a response is kept at most, whatever it says itself; 60 when absent.",
	}, conf.Int(1, 1<<31-1))
	dirCacheVary = conf.Scalar(conf.Spec{
		Name: "process-vary", In: conf.Cache, Usage: "process-vary {on | off}",
		Help: "Stores responses that vary on Accept-Encoding, Referer or Origin too, a variant each; off when absent.",
	}, conf.OnOff)
	dirCacheVariants = conf.Scalar(conf.Spec{
		Name: "max-secondary-entries", In: conf.Cache, Usage: "max-secondary-entries <number>",
		Help: "How many variants of one response are stored; 10 when absent.",
	}, conf.Int(1, 1<<31-1))
	_ = conf.Scalar(conf.Spec{
		Name: "early-hints", In: conf.Cache, Usage: "early-hints off", Help: "Responses are announced by no early hints.",
	}, func(a *conf.Args) (string, error) {
		word, err := a.Text("'off'")
		if err == nil && word != "off" {
			err = fmt.Errorf("'early-hints %s' is not supported, only 'off' is.", word)
		}
		return word, err
	})
	filterCache = conf.List(conf.Spec{
		Name: "filter cache", In: conf.Listen, Usage: "filter cache <name>",
		Help: "Stores in a cache as the section's rules say, which they do without it too. A response is stored as its server sent it, before its compression.",
	}, func(a *conf.Args) (string, error) { return a.Text("<name> as argument") })
)

// caches makes those of the configuration.
func (c *compiler) caches() {
	for s := range c.file.Each("cache") {
		size, ok := dirCacheSize.Get(s.Bag)
		if !ok {
			c.alert(s.Pos, conf.Header, "cache '%s' has no size: expects total-max-size.", s.Name)
		}
		if c.g.caches[s.Name] != nil {
			c.alert(s.Pos, conf.Header, "cache '%s' is declared twice.", s.Name)
			continue
		}
		size <<= 20
		most := dirCacheObject.Or(s.Bag, size>>8)
		if most > size/2 {
			c.alert(dirCacheObject.At(s.Bag), conf.Loose, "\"max-object-size\" is limited to an half of \"total-max-size\" => %d", size/2)
		}
		k := cache.New(cache.Config{
			Name: s.Name, Size: size, MaxObject: most, MaxAge: dirCacheAge.Or(s.Bag, 60), Vary: dirCacheVary.Or(s.Bag, false),
			MaxVariant: int(dirCacheVariants.Or(s.Bag, 10)),
		})
		c.g.caches[s.Name] = k
		c.g.cacheList = append(c.g.cacheList, k)
	}
}

// filters checks the filters that the section names.
func (u *ruleCompiler) filters() {
	for _, line := range filterCache.All(u.proxy.Bag) {
		if u.g.caches[line.Value] == nil {
			u.alert(line.Pos, conf.Loose, "'filter cache' : unable to find the cache '%s'", line.Value)
		}
		for _, f := range []*conf.Key[bool]{filterCompression, filterCompRes} {
			if f.Or(u.proxy.Bag, false) && f.At(u.proxy.Bag).Line < line.Line {
				u.alert(line.Pos, conf.Loose, "unable to enable the compression filter before any cache filter.")
			}
		}
	}
}

// Caches returns the caches in the order of the configuration.
func (g *Gateway) Caches() []*cache.Cache { return g.cacheList }
