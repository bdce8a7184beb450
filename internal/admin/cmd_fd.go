package admin

import (
	"os"
	"slices"
	"strconv"
)

func init() {
	Register(Command{Name: "show fd", Args: "[num]", Help: "list the open descriptors, or tell of one", Level: Operator, Run: runShowFD})
}

// descriptors is where the kernel lists the descriptors of the process.
const descriptors = "/proc/self/fd"

// runShowFD lists the descriptors with what they are, and with the frontend that listens on them.
func runShowFD(r *Request) error {
	only := -1
	if word := r.Arg(0); word != "" {
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 {
			return message("Invalid FD type")
		}
		only = n
	}
	numbers, err := openDescriptors()
	if err != nil {
		return messagef("cannot list the descriptors: %v", err)
	}
	owners := r.listeningDescriptors()
	for _, fd := range numbers {
		if only >= 0 && fd != only {
			continue
		}
		what, err := os.Readlink(descriptors + "/" + strconv.Itoa(fd))
		if err != nil {
			continue // closed meanwhile
		}
		if err := r.Printf("%7d : %s%s\n", fd, printable(what), owners[fd]); err != nil {
			return err
		}
	}
	return nil
}

func openDescriptors() (numbers []int, err error) {
	dir, err := os.ReadDir(descriptors)
	if err != nil {
		return nil, err
	}
	for _, entry := range dir {
		if fd, err := strconv.Atoi(entry.Name()); err == nil {
			numbers = append(numbers, fd)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// listeningDescriptors names the frontends that listen, by descriptor. GLOBAL stands for the Runtime API.
func (r *Request) listeningDescriptors() map[int]string {
	owners := map[int]string{}
	for _, k := range r.api.sockets {
		owners[k.fd()] = " fe=GLOBAL addr=" + k.String()
	}
	for _, p := range r.Gateway().Proxies() {
		if p.Front == nil {
			continue
		}
		for _, l := range p.Front.Listeners {
			if l.Socket() != nil {
				owners[l.Socket().FD()] = " fe=" + p.Name + " listener=" + l.Name + " addr=" + l.Socket().Addr().String()
			}
		}
	}
	return owners
}
