// Package web holds the services that answer over HTTP inside the gateway: the stats page, the exporter, the query
// interface of the history, and the dashboard.
//
//	stream -> proxy.Service.Answer -> encoder (package export, or the page) -> pieces -> stream -> client
//
// The page in HTML is one address that carries its style and script. Which columns it shows is a view; views, cells and
// tooltips are made of metric.Table, so that a column that is declared anywhere has its place here:
//
//	plan (page_view.go) + metric.Table -> views -> headings, cells -> table: one body for each proxy
//	                                                              \-> sheet: all that is known of one object
//
// The dashboard is files (folder dashboard) that ask the query interface and listen to one stream; see the types dashboard
// and feed. What it shows, a user can query.
//
//	browser <- files; <- /api/v1 (answers kept for seconds, for all who ask the same); <- live (a reading a second, made once)
//
// # Invariants
//
// Nothing is rendered on a loop, and nothing faster than the client takes it: an answer is made in pieces, each when
// there is room for it. What came from outside is encoded for the place it goes to. Without a script the page shows the
// same rows and has the same forms; the script filters, sorts and takes rows out of sight out of the document, in steps
// that leave the browser responsive with 10,000 servers. A state is told by a word and a symbol, never by colour alone.
package web
