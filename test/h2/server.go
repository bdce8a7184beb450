package h2

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// A Server is an HTTP/2 server that keeps the rules. It answers by path:
//
//	/echo      the body, and the request's trailers as trailers
//	/sum       how many bytes the body has
//	/size/N    N bytes
//	/status/N  a response with that status and no body
//	/hints     103 with a link, then 200
//	/grpc      what a gRPC server says: a message, and grpc-status in the trailers
//	/refuse    grpc-status in the head, no body
//	/early     413 before the body was read
//	/head      the fields of the request as lines
//	else       ok
type Server struct {
	Conns    atomic.Int64 // accepted
	Requests atomic.Int64
	ln       net.Listener
	http     http.Server
	done     sync.WaitGroup
}

// Start serves on a free port of the loopback, over TLS when a configuration is given.
func Start(secure *tls.Config) (*Server, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot start HTTP/2 server: %w", err)
	}
	s := &Server{ln: ln}
	s.http.Handler = http.HandlerFunc(s.serve)
	s.http.Protocols = new(http.Protocols)
	s.http.Protocols.SetUnencryptedHTTP2(true)
	if secure != nil {
		s.http.Protocols.SetHTTP2(slices.Contains(secure.NextProtos, "h2"))
		s.http.Protocols.SetHTTP1(slices.Contains(secure.NextProtos, "http/1.1"))
	}
	s.http.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.Conns.Add(1)
		}
	}
	if secure != nil {
		s.http.TLSConfig = secure
		s.done.Go(func() { _ = s.http.ServeTLS(ln, "", "") })
	} else {
		s.done.Go(func() { _ = s.http.Serve(ln) })
	}
	return s, nil
}

// Addr is the address that the server listens on.
func (s *Server) Addr() string { return s.ln.Addr().String() }

// Stop closes all connections and waits for the server.
func (s *Server) Stop() {
	_ = s.http.Close()
	s.done.Wait()
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.Requests.Add(1)
	w.Header().Set("X-Protocol", r.Proto)
	w.Header().Set("Date", "Thu, 01 Jan 1970 00:00:00 GMT")
	path, arg, _ := strings.Cut(r.URL.Path[1:], "/")
	n, _ := strconv.Atoi(arg)
	switch path {
	case "echo":
		echo(w, r)
	case "sum":
		n, _ := io.Copy(io.Discard, r.Body)
		fmt.Fprintf(w, "%d bytes\n", n)
	case "size":
		size(w, n)
	case "status":
		w.WriteHeader(n)
	case "hints":
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		_, _ = io.WriteString(w, "ok\n")
	case "grpc":
		grpc(w, r)
	case "refuse":
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Grpc-Status", "7")
	case "early":
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case "head":
		head(w, r)
	default:
		w.Header().Set("Content-Length", "3")
		_, _ = io.WriteString(w, "ok\n")
	}
}

func echo(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(r.ContentLength, 10))
	} else {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush() // so that the length is not known
	}
	_, _ = io.Copy(w, r.Body)
	for name, values := range r.Trailer {
		w.Header().Set(http.TrailerPrefix+name, strings.Join(values, ","))
	}
}

func size(w http.ResponseWriter, n int) {
	w.Header().Set("Content-Length", strconv.Itoa(n))
	line := strings.Repeat("0123456789abcde\n", 64)
	for n > 0 {
		k := min(n, len(line))
		if _, err := io.WriteString(w, line[:k]); err != nil {
			return
		}
		n -= k
	}
}

// grpc answers a call of one message with the message.
func grpc(w http.ResponseWriter, r *http.Request) {
	message, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Trailer", "Grpc-Status, Grpc-Message")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(message)
	w.Header().Set("Grpc-Status", "0")
	w.Header().Set("Grpc-Message", "te="+r.Header.Get("Te"))
}

func head(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s %s %s host=%s length=%d\n", r.Method, r.URL, r.Proto, r.Host, r.ContentLength)
	_ = r.Header.Write(w)
}
