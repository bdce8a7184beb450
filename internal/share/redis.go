package share

import (
	"context"
	"crypto/tls"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"
)

//go:embed exchange.lua
var exchangeText string

//go:embed fold.lua
var foldText string

// The scripts of the store. Each runs as one step, and never twice for one question: neither is sent again by the library.
var (
	exchangeScript = rueidis.NewLuaScript(exchangeText)
	foldScript     = rueidis.NewLuaScript(foldText)
)

// errGone says that the connection is.
var errGone = errors.New("the connection was lost")

// errAnswer is an answer that is not one of our script.
var errAnswer = errors.New("the store's answer cannot be understood")

// redis is a keeper behind one connection.
type redis struct {
	client rueidis.Client
	prefix string
}

var _ keeper = (*redis)(nil)

// Memory that a connection takes.
const (
	connBuffer = 64 << 10
	connRing   = 8 // 2^8 places
)

// dial connects to a server of the configuration and signs in.
func dial(ctx context.Context, cfg *Config, to *Server, patience time.Duration) (keeper, error) {
	o := rueidis.ClientOption{
		InitAddress: []string{to.Addr}, ForceSingleClient: true, DisableRetry: true, DisableCache: true,
		Username: cfg.User, Password: cfg.Password, TLSConfig: to.TLS, ClientName: "metergate",
		ClientSetInfo:      rueidis.DisableClientSetInfo,
		ReadBufferEachConn: connBuffer, WriteBufferEachConn: connBuffer, RingScaleEachConn: connRing,
		PipelineMultiplex: -1, ConnWriteTimeout: patience, // one connection
		Dialer: net.Dialer{Timeout: patience},
	}
	var greeted atomic.Bool
	stop := func() bool { return true }
	o.DialCtxFn = func(_ context.Context, addr string, d *net.Dialer, secure *tls.Config) (net.Conn, error) {
		if greeted.Load() {
			return nil, errGone // the store itself decides when and where to connect again
		}
		conn, err := connectTo(ctx, addr, d, secure)
		if err == nil {
			stop = context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now()) }) // whoever ends waits for no greeting
		}
		return conn, err
	}
	c, err := rueidis.NewClient(o)
	stop()
	if err != nil {
		return nil, err
	}
	greeted.Store(true)
	return &redis{client: c, prefix: cfg.Prefix}, nil
}

// connectTo connects to host:port, or to the path of a socket.
func connectTo(ctx context.Context, addr string, d *net.Dialer, secure *tls.Config) (net.Conn, error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	if secure != nil {
		return (&tls.Dialer{NetDialer: d, Config: secure}).DialContext(ctx, network, addr)
	}
	return d.DialContext(ctx, network, addr)
}

func (k *redis) close() { k.client.Close() }

func (k *redis) exchange(ctx context.Context, q *question) (*answer, error) {
	last := "0"
	if q.last {
		last = "1"
	}
	args := make([]string, 0, 10+3*len(q.told))
	args = append(args, q.id, strconv.FormatUint(q.seq, 10), strconv.FormatUint(q.acked, 10), q.table, strconv.FormatInt(q.expire, 10), strconv.FormatInt(q.lapse, 10),
		q.cursor, strconv.Itoa(q.limit), q.ended, last)
	for _, t := range q.told {
		args = append(args, t.key, strconv.FormatUint(t.birth, 10), t.record)
	}
	list, err := exchangeScript.Exec(ctx, k.client, []string{k.prefix}, args).ToArray()
	if err != nil {
		return nil, err
	}
	return parseAnswer(list)
}

func (k *redis) fold(ctx context.Context, f *folding) (bool, error) {
	args := append([]string{f.id, strconv.FormatUint(f.seq, 10), strconv.FormatUint(f.acked, 10), f.table, f.key, f.before, f.base}, f.fields...)
	return foldScript.Exec(ctx, k.client, []string{k.prefix}, args).AsBool()
}

// parseAnswer reads what the script exchange answers.
func parseAnswer(list []rueidis.RedisMessage) (*answer, error) {
	if len(list) == 0 {
		return nil, errAnswer
	}
	taken, err := list[0].AsInt64()
	switch {
	case err != nil:
		return nil, err
	case taken == -1:
		return &answer{over: true}, nil
	case taken == -2:
		return nil, errLate
	case taken == -3:
		return &answer{lost: true}, nil
	case len(list) != 6:
		return nil, errAnswer
	}
	a := &answer{}
	a.now, err = list[1].AsInt64()
	version, err2 := list[2].ToString()
	ended, err3 := list[3].AsStrSlice()
	lapsed, err4 := list[4].AsStrSlice()
	changes, err5 := list[5].ToArray()
	if err := errors.Join(err, err2, err3, err4, err5); err != nil {
		return nil, fmt.Errorf("%w: %v", errAnswer, err)
	}
	a.version, a.ended, a.lapsed = version, ended, lapsed
	for i := range changes {
		c, err := parseChange(&changes[i])
		if err != nil {
			return nil, err
		}
		a.changes = append(a.changes, c)
	}
	return a, nil
}

func parseChange(m *rueidis.RedisMessage) (c change, err error) {
	list, err := m.ToArray()
	if err != nil || len(list) != 4 {
		return c, errAnswer
	}
	var err2, err3, err4 error
	c.cursor, err = list[0].ToString()
	c.key, err2 = list[1].ToString()
	c.life, err3 = list[2].AsInt64()
	c.fields, err4 = list[3].AsStrMap()
	if err := errors.Join(err, err2, err3, err4); err != nil {
		return c, fmt.Errorf("%w: %v", errAnswer, err)
	}
	return c, nil
}
