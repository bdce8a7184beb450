# docker build -t metergate .
# docker run -p 8080:8080 -p 8404:8404 -v $PWD/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro metergate
# io_uring is refused by Docker's default seccomp profile; contrib/seccomp.md tells how to allow it.

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /metergate ./cmd/metergate

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /metergate /usr/local/sbin/metergate
# The paths, the user id and the signal are those of HAProxy's image: the same volumes and orchestration fit.
USER 99:99
STOPSIGNAL SIGUSR1
WORKDIR /var/lib/haproxy
ENTRYPOINT ["/usr/local/sbin/metergate"]
CMD ["-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]
