package main

import (
	"fmt"
	"strings"
)

// gatewayConfig is the configuration of HAProxy and metergate: one thread, five servers, no log but with
// the rule set.
func gatewayConfig(s setting) string {
	var w strings.Builder
	tls := ""
	if s.crt != "" {
		tls = " ssl crt " + s.crt + " alpn http/1.1"
	}
	fmt.Fprintf(&w, `global
  nbthread 1
  maxconn 9000
  stats socket %s/api.sock mode 600 level admin
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
  option forwardfor
  http-reuse always
  maxconn 9000
frontend f
  bind 127.0.0.1:%d%s
`, s.dir, s.port, tls)
	if s.rules {
		ruleSet(&w, s)
	}
	if s.usage {
		w.WriteString(usageLines)
	}
	if s.farm {
		w.WriteString("  http-request use-service prometheus-exporter if { path /metrics }\n")
	}
	w.WriteString("  default_backend b\nbackend b\n  balance roundrobin\n")
	for i, addr := range s.origins {
		fmt.Fprintf(&w, "  server s%d %s\n", i+1, addr)
	}
	if s.checks > 0 {
		w.WriteString("backend checked\n  option httpchk GET /health\n")
		for i := range s.checks {
			fmt.Fprintf(&w, "  server c%d %s check inter 2s\n", i+1, s.origins[i%len(s.origins)])
		}
	}
	if s.farm {
		farm(&w, s.origins)
	}
	if s.servers > 0 {
		w.WriteString("backend more\n")
		for i := range s.servers {
			fmt.Fprintf(&w, "  server srv%02d %s\n", i, s.origins[i%len(s.origins)])
		}
	}
	if s.rules {
		w.WriteString(ruleTables)
	}
	if s.usage {
		operations(&w)
	}
	w.WriteString(s.push)
	return w.String()
}

// farm adds 1,000 backends of 10 servers each.
func farm(w *strings.Builder, origins []string) {
	for i := range 1000 {
		fmt.Fprintf(w, "backend be_%04d\n  balance roundrobin\n", i)
		for j := range 10 {
			fmt.Fprintf(w, "  server srv%02d %s\n", j, origins[j%len(origins)])
		}
	}
}

// nginxConfig does the same work with nginx: one worker, keep-alive both sides.
func nginxConfig(s setting) string {
	var servers strings.Builder
	for _, addr := range s.origins {
		fmt.Fprintf(&servers, "    server %s;\n", addr)
	}
	tls := ""
	if s.crt != "" {
		tls = fmt.Sprintf(" ssl;\n    ssl_certificate %[1]s;\n    ssl_certificate_key %[1]s", s.crt)
	}
	return fmt.Sprintf(`worker_processes 1;
daemon off;
pid %[1]s/nginx.pid;
error_log %[1]s/nginx.log;
worker_rlimit_nofile 65536;
events { worker_connections 32000; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path %[1]s/nginx.body;
  proxy_temp_path %[1]s/nginx.proxy;
  fastcgi_temp_path %[1]s/nginx.fastcgi;
  uwsgi_temp_path %[1]s/nginx.uwsgi;
  scgi_temp_path %[1]s/nginx.scgi;
  upstream b {
%[2]s    keepalive 600;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:%[3]d%[4]s;
    location / {
      proxy_pass http://b;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`, s.dir, servers.String(), s.port, tls)
}
