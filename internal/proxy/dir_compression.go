package proxy

import (
	"fmt"
	"strings"

	"metergate/internal/compress"
	"metergate/internal/conf"
)

// What a section says of compression.
var (
	dirCompAlgo    = compAlgos("algo", "The algorithms for responses, the preferred one first.")
	dirCompAlgoRes = compAlgos("algo-res", "The algorithms for responses, the preferred one first.")
	dirCompAlgoReq = conf.Scalar(conf.Spec{
		Name: "compression algo-req", In: conf.Proxies, Usage: "compression algo-req <algorithm>", Help: "The algorithm for requests.",
	}, parseAlgorithm)
	dirCompType    = compTypes("type", "The media types of responses that are compressed, by their beginning; all without one.")
	dirCompTypeRes = compTypes("type-res", "The media types of responses that are compressed, by their beginning; all without one.")
	dirCompTypeReq = compTypes("type-req", "The media types of requests that are compressed, by their beginning; all without one.")
	dirCompMinRes  = compMin("minsize-res", "Responses known to be smaller are left as they are.")
	dirCompMinReq  = compMin("minsize-req", "Requests known to be smaller are left as they are.")
	dirCompOffload = conf.Scalar(conf.Spec{
		Name: "compression offload", In: conf.Proxies, Usage: "compression offload",
		Help: "Servers are not told what clients accept, so that the compression is left to the gateway.",
	}, func(a *conf.Args) (bool, error) {
		if a.Section().Kind == "defaults" {
			a.Warnf("'compression' : 'offload' ignored in 'defaults' section.")
			return false, nil
		}
		return true, nil
	})
	dirCompDirection = conf.Scalar(conf.Spec{
		Name: "compression direction", In: conf.Proxies, Usage: "compression direction {request | response | both}",
		Help: "What is compressed: responses when absent.",
	}, func(a *conf.Args) (string, error) {
		word := a.Next().Text
		switch word {
		case "request", "response", "both":
			return word, nil
		}
		return "", fmt.Errorf("'compression' expects 'request', 'response', or 'both'.")
	})
)

// The filters of compression, which `compression` lines bring along by themselves.
var (
	filterCompression = compFilter("compression", "Compresses as the section's `compression` lines say, in the direction that they give.")
	filterCompReq     = compFilter("comp-req", "Compresses requests as the section's `compression` lines say.")
	filterCompRes     = compFilter("comp-res", "Compresses responses as the section's `compression` lines say.")
)

// What the process allows for compression.
var (
	dirCompRate  = globalInt("maxcomprate", "maxcomprate <kilobytes>", "The input that is compressed per second; messages beyond it are left as they are. 0 is no limit.", 0)
	dirCompCPU   = conf.Scalar(conf.Spec{Name: "maxcompcpuusage", In: conf.Global, Usage: "maxcompcpuusage <percent>", Help: "A loop that worked for more of the last second compresses no further messages; 100 when absent."}, conf.Int(0, 100))
	dirCompLevel = conf.Scalar(conf.Spec{
		Name: "tune.comp.maxlevel", In: conf.Global, Usage: "tune.comp.maxlevel <level>",
		Help: "How hard compression tries, from 1 to 9; 1 when absent.",
	}, conf.Int(1, compress.MaxLevel))
)

func parseAlgorithm(a *conf.Args) (compress.Algorithm, error) {
	word, err := a.Text("<algorithm>")
	if err != nil {
		return compress.None, err
	}
	algo := compress.Parse(word)
	if algo == compress.None {
		return algo, fmt.Errorf("'compression' : '%s' is not a supported algorithm; there are %s.", word, strings.Join(compress.Names(), ", "))
	}
	return algo, nil
}

func compAlgos(name, help string) *conf.ListKey[[]compress.Algorithm] {
	return conf.List(conf.Spec{Name: "compression " + name, In: conf.Proxies, Usage: "compression " + name + " <algorithm>...", Help: help},
		func(a *conf.Args) (list []compress.Algorithm, err error) {
			for algo := compress.None; err == nil && (!a.Done() || len(list) == 0); list = append(list, algo) {
				algo, err = parseAlgorithm(a)
			}
			return list, err
		})
}

func compTypes(name, help string) *conf.ListKey[[]string] {
	return conf.List(conf.Spec{Name: "compression " + name, In: conf.Proxies, Usage: "compression " + name + " <type>...", Help: help},
		func(a *conf.Args) ([]string, error) {
			if a.Done() {
				return nil, fmt.Errorf("'compression' expects <type>.")
			}
			return texts(a.Rest()), nil
		})
}

func compMin(name, help string) *conf.Key[int64] {
	return conf.Scalar(conf.Spec{Name: "compression " + name, In: conf.Proxies, Usage: "compression " + name + " <size>", Help: help},
		func(a *conf.Args) (int64, error) { return a.Size() })
}

func compFilter(name, help string) *conf.Key[bool] {
	return conf.Flag(conf.Spec{Name: "filter " + name, In: conf.Listen, Usage: "filter " + name, Help: help})
}
