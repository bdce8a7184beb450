package sample

// The formats that have names in the configuration language.
const (
	FormatTCP   = `%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq`
	FormatHTTP  = `%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r`
	FormatHTTPS = FormatHTTP + ` %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc`
	FormatCLF   = `%{+Q}o %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl`
)

// Format is a compiled log-format string.
type Format struct {
	parts []part
	src   string
	enc   encoding
}

// ParseFormat compiles a log-format string for the place env describes.
func ParseFormat(src string, env *Env) (*Format, error) { return parseFormat(src, env) }

// String returns the text the format was compiled from.
func (f *Format) String() string { return f.src }

// Literal returns the text of a format without variables, and whether it is one.
func (f *Format) Literal() (string, bool) { return f.literal() }

// Append writes the formatted text behind dst. It allocates only when dst has to grow.
func (f *Format) Append(dst []byte, cx *Ctx) []byte { return f.append(dst, cx) }
