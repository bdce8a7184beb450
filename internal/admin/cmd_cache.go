package admin

import (
	"fmt"
	"time"

	"metergate/internal/cache"
)

func init() {
	Register(Command{Name: "show cache", Help: "list the caches and what they hold", Level: Operator, Run: runShowCache})
}

// cacheBlock is the unit in which sizes of objects are shown.
const cacheBlock = 1024

// runShowCache lists the caches, each with its objects, in the form of the reference. In place of addresses there are
// numbers: of the cache, and of the object in it.
func runShowCache(r *Request) error {
	now := time.Now().Unix()
	for i, k := range r.Gateway().Caches() {
		fmt.Fprintf(r, "0x%x: %s (shctx:0x%x, available blocks:%d)\n", i+1, k.Name, i+1, (k.Size-k.Used())/cacheBlock)
		n := 0
		k.Each(func(o *cache.Object) {
			n++
			fmt.Fprintf(r, "0x%x hash:%d vary:0x%x type:full size:%d (%d blocks), refcount:%d, expire:%d\n",
				n, hashOf(o.Key()), o.Fields(), o.Size(), (o.Size()+cacheBlock-1)/cacheBlock, o.Readers(), o.Expire-now)
		})
	}
	return nil
}

// hashOf tells the keys of objects apart.
func hashOf(key string) (h uint32) {
	h = 2166136261
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return h
}
