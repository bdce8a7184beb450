package origin_test

import (
	"fmt"
	"io"
	"net/http"

	"metergate/test/origin"
)

func Example() {
	s, _ := origin.Start("127.0.0.1:0")
	defer s.Stop()

	res, _ := http.Get("http://" + s.Addr() + "/orders?st=503&size=4")
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()

	fmt.Println(res.StatusCode, string(body), s.Ledger().Path("/orders"))
	// Output: 503 xxxx 1
}
