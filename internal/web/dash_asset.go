package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"

	"metergate/internal/http1"
	"metergate/internal/proxy"
)

//go:embed dashboard
var dashFolder embed.FS

// An asset is a file of the dashboard as it is sent.
type asset struct {
	contentType  string
	tag          string // of the content
	plain, small []byte // small is compressed
}

// contentTypes are those of the dashboard's files. Others (licences, notes) are not served.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// dashFiles returns the files by their names, without folders: the page finds each beside itself.
var dashFiles = sync.OnceValue(func() map[string]*asset {
	files := map[string]*asset{}
	fs.WalkDir(dashFolder, ".", func(name string, _ fs.DirEntry, err error) error {
		if kind := contentTypes[path.Ext(name)]; err == nil && kind != "" {
			text, _ := dashFolder.ReadFile(name) // it is embedded
			files[path.Base(name)] = newAsset(kind, text, gzip.BestCompression)
		}
		return err
	})
	return files
})

func newAsset(kind string, text []byte, level int) *asset {
	sum := sha256.Sum256(text)
	return &asset{contentType: kind, tag: `"` + hex.EncodeToString(sum[:8]) + `"`, plain: text, small: compressed(text, level)}
}

// compressed returns the text as gzip.
func compressed(text []byte, level int) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, level) // it is one of the package's
	w.Write(text)
	w.Close()
	return b.Bytes()
}

// dashPolicy lets the page load, run and ask only what stands beside it.
const dashPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

// file answers with a file, or says that the client has it already. What was changed by another version of the program
// is asked for again, because every use is checked.
func file(rq *proxy.ServiceRequest, f *asset) *proxy.ServiceAnswer {
	a := &proxy.ServiceAnswer{Status: 200, Fields: [][2]string{
		{"cache-control", "no-cache"}, {"etag", f.tag}, {"vary", "accept-encoding"},
		{"content-security-policy", dashPolicy}, {"x-content-type-options", "nosniff"}, {"referrer-policy", "same-origin"},
	}}
	if value, _ := rq.Head.Get("if-none-match"); strings.Contains(string(value), f.tag) {
		a.Status = 304
		return a
	}
	body := f.plain
	if acceptsGzip(rq) {
		body = f.small
		a.Fields = append(a.Fields, [2]string{"content-encoding", "gzip"})
	}
	a.Fields = append(a.Fields, [2]string{"content-type", f.contentType})
	whole(rq, a, body)
	return a
}

// acceptsGzip reports whether the client takes a compressed answer (RFC 9110 section 12.5.3; a weight of 0 refuses it).
func acceptsGzip(rq *proxy.ServiceRequest) bool {
	value, _ := rq.Head.Get("accept-encoding")
	for part := range strings.SplitSeq(string(value), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return weight != "q=0" && weight != "q=0.0"
		}
	}
	return false
}

// whole makes body the body of the answer. Of an answer to HEAD it is only the length.
func whole(rq *proxy.ServiceRequest, a *proxy.ServiceAnswer, body []byte) {
	a.Length = int64(len(body))
	if rq.Method == http1.MethodHead {
		return
	}
	a.Next = func(dst []byte) ([]byte, error) {
		n := min(len(body), chunkSize)
		dst, body = append(dst, body[:n]...), body[n:]
		if len(body) == 0 {
			return dst, io.EOF
		}
		return dst, nil
	}
}
