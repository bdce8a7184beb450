package http1

import "strconv"

// ErrorPage is one of the answers that HAProxy gives by itself. Clients and
// monitors compare them, so titles and sentences are facts to reproduce.
type ErrorPage struct {
	Status int
	Title  string // the reason phrase, and the heading of the body
	Closes bool   // the page announces the end of the connection
	Body   string
}

// LookupErrorPage returns the page of a status code, or that of 500 for a code
// that has none, as the reference does.
func LookupErrorPage(status int) *ErrorPage {
	for i := range errorPages {
		if errorPages[i].Status == status {
			return &errorPages[i]
		}
	}
	return LookupErrorPage(500)
}

// HasErrorPage reports whether this status code has a page of its own.
func HasErrorPage(status int) bool { return LookupErrorPage(status).Status == status }

// Fill makes r the head of this page. Rules may edit it before it is appended;
// the body follows it, but not in the answer to HEAD.
func (p *ErrorPage) Fill(r *Response) {
	r.Start(p.Status)
	r.SetStatus(p.Status, p.Title)
	r.SetLength(int64(len(p.Body)))
	r.Add([]byte("cache-control"), []byte("no-cache"))
	r.Add([]byte("content-type"), []byte("text/html"))
}

// Append appends the page as it answers a request that never became one:
// whole, without rules, and followed by the end of the connection.
func (p *ErrorPage) Append(dst []byte) []byte {
	dst = append(append(dst, "HTTP/1.1 "...), strconv.Itoa(p.Status)...)
	dst = append(append(append(dst, ' '), p.Title...), "\r\ncontent-length: "...)
	dst = strconv.AppendInt(dst, int64(len(p.Body)), 10)
	dst = append(dst, "\r\ncache-control: no-cache\r\nconnection: close\r\ncontent-type: text/html\r\n\r\n"...)
	return append(dst, p.Body...)
}

func page(status int, title, sentence string) ErrorPage {
	return ErrorPage{
		Status: status,
		Title:  title,
		Closes: status == 400 || status == 408,
		Body:   "<html><body><h1>" + strconv.Itoa(status) + " " + title + "</h1>\n" + sentence + "\n</body></html>\n",
	}
}

var errorPages = [...]ErrorPage{
	page(200, "OK", "Service ready."),
	page(400, "Bad request", "Your browser sent an invalid request."),
	page(401, "Unauthorized", "You need a valid user and password to access this content."),
	page(403, "Forbidden", "Request forbidden by administrative rules."),
	page(404, "Not Found", "The resource could not be found."),
	page(405, "Method Not Allowed", "A request was made of a resource using a request method not supported by that resource."),
	page(407, "Unauthorized", "You need a valid user and password to access this content."),
	page(408, "Request Time-out", "Your browser didn't send a complete request in time."),
	page(410, "Gone", "The resource is no longer available and will not be available again."),
	page(413, "Payload Too Large", "The request entity exceeds the maximum allowed."),
	page(414, "URI Too Long", "The URI provided was too long for the server to process."),
	page(421, "Misdirected Request", "Request sent to a non-authoritative server."),
	page(422, "Unprocessable Content", "The server cannot process the contained instructions."),
	page(425, "Too Early", "Your browser sent early data."),
	page(429, "Too Many Requests", "You have sent too many requests in a given amount of time."),
	page(431, "Request Header Fields Too Large", "Request Header Fields Too Large."),
	page(500, "Internal Server Error", "An internal server error occurred."),
	page(501, "Not Implemented", "The server does not support the functionality required to fulfill the request."),
	page(502, "Bad Gateway", "The server returned an invalid or incomplete response."),
	page(503, "Service Unavailable", "No server is available to handle this request."),
	page(504, "Gateway Time-out", "The server didn't respond in time."),
}
