package metric

import (
	"errors"
	"fmt"
	"strings"
)

// check returns what is wrong with a declaration.
func (c *Column) check() error {
	switch {
	case c.Name == "":
		return errors.New("no name")
	case c.On.Kinds() == 0:
		return errors.New("on no kind of object")
	case c.On.Kinds().Has(KindProcess) && c.On.Kinds() != Process:
		return errors.New("both a row's column and a line of the process")
	case c.Type < S32:
		return errors.New("no type")
	case c.Unit == "":
		return errors.New("no unit")
	case c.Help == "":
		return errors.New("no help")
	case c.Read == nil:
		return errors.New("nothing reads it")
	}
	for _, letters := range c.On {
		if letters != "" && !validTags(letters) {
			return fmt.Errorf("tags %q", letters)
		}
	}
	return nil
}

func validTags(t string) bool {
	return len(t) == 4 && strings.IndexByte("MSKCP", t[0]) >= 0 && strings.IndexByte("GLmMRCDATNOa", t[1]) >= 0 &&
		strings.IndexByte("CPSs", t[2]) >= 0 && strings.IndexByte("VP", t[3]) >= 0
}

// number returns n as a value of the column's type.
func (c *Column) number(n uint64) Value {
	if c.Type == U32 {
		return Uint32(n)
	}
	return Uint64(n)
}
