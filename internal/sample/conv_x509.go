package sample

import "metergate/internal/cert"

func init() {
	RegisterConverter(Converter{
		Name: "x509_v_err_str", In: Int, Out: Str,
		Help: "The name of the number that the verification of a certificate ended with, such as X509_V_OK; one without a name stays a number.",
		Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) {
			name, ok := cert.Outcome(v.lo).Name()
			if !ok {
				return v.toStr(cx)
			}
			return cx.Str(append(cx.Temp(len(name)), name...))
		},
	})
}
