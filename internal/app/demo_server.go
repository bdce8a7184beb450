package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"
)

// demoServers is the number of the demo's servers.
const demoServers = 5

// A demoServer is one sample API server with a character of its own.
type demoServer struct {
	listener net.Listener
	slow     time.Duration // added to each answer
	rude     float64       // share of requests that get no answer at all
	rests    bool          // goes down now and then
	begun    time.Time
}

// startDemoServers starts them all; they end with ctx.
func startDemoServers(ctx context.Context) ([]*demoServer, error) {
	characters := []demoServer{{}, {rude: 0.02}, {slow: 120 * time.Millisecond}, {}, {rests: true}}
	var all []*demoServer
	for i := range characters {
		s := &characters[i]
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("cannot start sample server s%d: %w", i+1, err)
		}
		s.listener, s.begun = l, time.Now()
		srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
		go srv.Serve(l)
		context.AfterFunc(ctx, func() { srv.Close() })
		all = append(all, s)
	}
	return all, nil
}

func (s *demoServer) addr() string { return s.listener.Addr().String() }

// resting reports whether the server is down now: 15 seconds of each minute and a half, after the first minute.
func (s *demoServer) resting() bool {
	const round, up, rest = 90 * time.Second, 60 * time.Second, 15 * time.Second
	at := time.Since(s.begun) % round
	return s.rests && at >= up && at < up+rest
}

// ServeHTTP answers as a small shop would.
func (s *demoServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/health":
		if s.resting() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return
	case s.resting(), rand.Float64() < s.rude:
		panic(http.ErrAbortHandler)
	}
	time.Sleep(s.slow + time.Duration(rand.ExpFloat64()*float64(demoWork(r.URL.Path))))
	status, body := demoAnswer(r)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintln(w, body)
}

// demoWork is how long an operation takes on average.
func demoWork(path string) time.Duration {
	switch {
	case strings.HasPrefix(path, "/search"):
		return 25 * time.Millisecond
	case strings.HasPrefix(path, "/orders"):
		return 12 * time.Millisecond
	}
	return 4 * time.Millisecond
}

// demoAnswer is what an operation answers: mostly well, now and then not.
func demoAnswer(r *http.Request) (status int, body string) {
	p := rand.Float64()
	switch {
	case strings.HasPrefix(r.URL.Path, "/users/") && p < 0.08:
		return http.StatusNotFound, `{"error":"no such user"}`
	case r.Method == http.MethodPost && p < 0.05:
		return http.StatusUnprocessableEntity, `{"error":"the order is incomplete"}`
	case strings.HasPrefix(r.URL.Path, "/search") && p < 0.02:
		return http.StatusInternalServerError, `{"error":"the index is not available"}`
	case r.Method == http.MethodPost:
		return http.StatusCreated, `{"order":4711}`
	}
	return http.StatusOK, `{"items":[` + strings.TrimSuffix(strings.Repeat(`{"id":1,"name":"gate"},`, 1+int(p*20)), ",") + `]}`
}
