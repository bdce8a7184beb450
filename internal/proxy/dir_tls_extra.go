package proxy

import (
	"fmt"

	"metergate/internal/conf"
)

// extraFiles are the files that are looked for though nothing names them.
type extraFiles struct{ keys, bundles bool }

// allExtraFiles is what is looked for when nothing says otherwise.
var allExtraFiles = extraFiles{keys: true, bundles: true}

var dirExtraFiles = conf.Scalar(conf.Spec{
	Name: "ssl-load-extra-files", In: conf.Global, Usage: "ssl-load-extra-files {none | all | bundle | key}...",
	Help: "What is looked for beside the files of certificates that are named: keys in <file>.key, and, where there is no <file>, its bundle " +
		"<file>.rsa and <file>.ecdsa; all when absent.",
}, parseExtraFiles)

func parseExtraFiles(a *conf.Args) (e extraFiles, err error) {
	if a.Done() {
		return e, fmt.Errorf("'%s' expects none, all, bundle or key.", a.Name())
	}
	for !a.Done() {
		switch word := a.Next().Text; word {
		case "none":
			e = extraFiles{}
		case "all":
			e = allExtraFiles
		case "bundle":
			e.bundles = true
		case "key":
			e.keys = true
		case "sctl", "ocsp", "issuer":
			return e, fmt.Errorf("'%s' : '%s' is not supported: such files are not read.", a.Name(), word)
		default:
			return e, fmt.Errorf("'%s' expects none, all, bundle or key, not '%s'.", a.Name(), word)
		}
	}
	return e, nil
}
