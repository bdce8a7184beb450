package web

import (
	"metergate/internal/proxy"
)

// failedRequests answers with requests of the flight recorder.
func failedRequests(rq *proxy.ServiceRequest, _ string) *proxy.ServiceAnswer {
	a := &proxy.ServiceAnswer{Status: 200, Fields: [][2]string{{"content-type", "application/json"}, {"cache-control", "no-store"}}}
	whole(rq, a, []byte(`{"requests":[]}`))
	return a
}
