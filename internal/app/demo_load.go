package app

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// demoClients call the API at the same time; together they send some 100 requests a second.
const demoClients = 12

// driveDemo sends a steady and varied load until ctx ends.
func driveDemo(ctx context.Context, port int) {
	client := &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: demoClients}}
	base := fmt.Sprintf("http://127.0.0.1:%d", port)
	for i := range demoClients {
		go func() {
			for ctx.Err() == nil {
				demoCall(ctx, client, base, fmt.Sprintf("key-%d", i%4))
				pause(ctx, demoPause())
			}
		}()
	}
}

// demoPause is the time between two calls of a client: shorter and longer in the course of five minutes.
func demoPause() time.Duration {
	const mean, period = 90 * time.Millisecond, 300.0
	wave := 1 + 0.5*math.Sin(2*math.Pi*math.Mod(float64(time.Now().Unix()), period)/period)
	return time.Duration(rand.ExpFloat64() * float64(mean) * wave)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// demoCall makes one call; how it ends is for the gateway to tell.
func demoCall(ctx context.Context, client *http.Client, base, key string) {
	method, path, body := demoOperation()
	req, err := http.NewRequestWithContext(ctx, method, base+path, strings.NewReader(body))
	if err != nil {
		return
	}
	req.Header.Set("X-API-Key", key)
	res, err := client.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
}

// demoOperation picks what a client asks for.
func demoOperation() (method, path, body string) {
	switch p := rand.Float64(); {
	case p < 0.45:
		return http.MethodGet, fmt.Sprintf("/users/%d", rand.IntN(1000)), ""
	case p < 0.70:
		return http.MethodGet, fmt.Sprintf("/orders?page=%d", rand.IntN(20)), ""
	case p < 0.85:
		return http.MethodPost, "/orders", `{"items":[{"id":1}]}`
	case p < 0.99:
		return http.MethodGet, "/search?q=gate", ""
	}
	return http.MethodGet, "/internal/metrics", ""
}
