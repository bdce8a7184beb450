package proxy

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/metric"
	tables "metergate/internal/share"
)

// stores makes the sections table-store, and has them share tables.
func (c *compiler) stores() {
	for s := range c.file.Each("table-store") {
		if c.g.TableStore(s.Name) != nil {
			c.alert(s.Pos, conf.Header, "table-store '%s' has the same name as another one.", s.Name)
			continue
		}
		c.g.stores = append(c.g.stores, &TableStore{Store: tables.New(c.storeConfig(s)), ident: metric.Ident{Name: s.Name}})
	}
	for _, t := range c.g.tableList {
		if !t.line.Shared {
			continue
		}
		if s := c.g.TableStore(t.line.shared); s != nil {
			s.Share(t.Table)
		} else {
			c.alert(t.pos, conf.Loose, "stick-table: unable to find table-store '%s'.", t.line.shared)
		}
	}
	for _, s := range c.g.stores {
		if len(s.Tables()) == 0 {
			c.warn(c.file.Find("table-store", s.Name).Pos, conf.Loose, "table-store '%s' : no stick-table is 'shared %s'.", s.Name, s.Name)
		}
	}
}

func (c *compiler) storeConfig(s *conf.Section) tables.Config {
	b := s.Bag
	cfg := tables.Config{
		Name: s.Name, Prefix: dirStorePrefix.Or(b, "metergate:"+s.Name) + ":",
		Sync: dirStoreSync.Or(b, usualSync), MaxStaleness: dirStoreStaleness.Or(b, usualStaleness),
	}
	for _, line := range dirStoreServer.All(b) {
		cfg.Servers = append(cfg.Servers, c.storeServer(line))
	}
	if len(cfg.Servers) == 0 {
		c.alert(s.Pos, conf.Loose, "table-store '%s' has no server.", s.Name)
	}
	if cfg.MaxStaleness < 2*cfg.Sync {
		at := dirStoreStaleness.At(b)
		if at == (conf.Pos{}) {
			at = dirStoreSync.At(b)
		}
		c.alert(at, conf.Loose, "table-store '%s' : max-staleness %v is less than twice sync %v.", s.Name, cfg.MaxStaleness, cfg.Sync)
	}
	if auth, ok := dirStoreAuth.Get(b); ok {
		cfg.User = auth.user
		var err error
		if cfg.Password, err = c.storePassword(auth); err != nil {
			c.alert(dirStoreAuth.At(b), conf.Loose, "table-store '%s' : %v", s.Name, err)
		}
	}
	return cfg
}

// storeServer makes a server of a store. Its name must be known now, and is looked up whenever it is connected to.
func (c *compiler) storeServer(line conf.Entry[serverLine]) tables.Server {
	v := line.Value
	s := tables.Server{Name: v.name, Addr: v.addr.Path}
	host := v.addr.IP.String()
	switch v.addr.Family {
	case conf.Unix:
	case conf.Host:
		host = v.addr.Name
		fallthrough
	default:
		if _, err := c.resolve(v); err != nil {
			c.alert(line.Pos, conf.Loose, "'server %s' : %v", v.name, err)
		}
		port := v.addr.Port
		if port == 0 {
			port = redisPort
		}
		s.Addr = host + ":" + strconv.Itoa(port)
		if strings.Contains(host, ":") {
			s.Addr = "[" + host + "]:" + strconv.Itoa(port)
		}
	}
	if y := c.secureServer(v.bag, line.Pos, v.name); y != nil {
		s.TLS = y.config
		s.TLS.ServerName = host
	}
	return s
}

// redisPort is where a Redis listens.
const redisPort = 6379

// storePassword reads the password of a store.
func (c *compiler) storePassword(a storeAuth) (string, error) {
	if a.from == "env" {
		text, ok := c.file.Env.Lookup(a.name)
		if !ok || text == "" {
			return "", fmt.Errorf("'auth env' : the variable '%s' is not set.", a.name)
		}
		return text, nil
	}
	text, err := os.ReadFile(a.name)
	if err != nil {
		return "", fmt.Errorf("'auth file' : cannot read the password: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if first = strings.TrimSpace(first); first == "" {
		return "", fmt.Errorf("'auth file' : the first line of '%s' is empty.", a.name)
	}
	return first, nil
}
