package proxy

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"github.com/GehirnInc/crypt"
	_ "github.com/GehirnInc/crypt/md5_crypt"    // $1$
	_ "github.com/GehirnInc/crypt/sha256_crypt" // $5$
	_ "github.com/GehirnInc/crypt/sha512_crypt" // $6$
	"golang.org/x/crypto/bcrypt"
)

// knownHash tells whether a password is hashed in a way that can be checked.
func knownHash(hash string) bool {
	return isBcrypt(hash) || crypt.IsHashSupported(hash)
}

func isBcrypt(hash string) bool {
	_, err := bcrypt.Cost([]byte(hash))
	return err == nil
}

// passwords remembers which passwords a loop has checked, since hashes are made to take long. What it keeps is a digest of a
// user's hash and of what was tried, so that nothing can be learned from it; it forgets everything when it is full.
type passwords map[[sha256.Size]byte]bool

// maxPasswords is how many answers are remembered.
const maxPasswords = 1024

// longestPassword bounds what is hashed.
const longestPassword = 1024

// check tells whether the password is that of the user.
func (m *passwords) check(u *member, password []byte) bool {
	if !u.hashed {
		return subtle.ConstantTimeCompare([]byte(u.password), password) == 1
	}
	if len(password) > longestPassword {
		return false
	}
	key := sha256.Sum256(append([]byte(u.password+"\x00"), password...))
	right, known := (*m)[key]
	if !known {
		right = matchesHash(u.password, password)
		if *m == nil || len(*m) >= maxPasswords {
			*m = passwords{}
		}
		(*m)[key] = right
	}
	return right
}

func matchesHash(hash string, password []byte) bool {
	if strings.HasPrefix(hash, "$2") {
		return bcrypt.CompareHashAndPassword([]byte(hash), password) == nil
	}
	return crypt.NewFromHash(hash).Verify(hash, password) == nil
}
