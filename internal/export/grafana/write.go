package grafana

import (
	"fmt"
	"os"
	"path/filepath"
)

// A File is one of those that Grafana reads, by its path below the directory of the export.
type File struct {
	Path string
	Text []byte
}

// Files returns all files. Grafana asks the data source at the address url; folder is where it will find the dashboard.
func Files(url, folder string) ([]File, error) {
	dashboard, err := Dashboard()
	if err != nil {
		return nil, err
	}
	return []File{
		{"dashboards/metergate.json", dashboard},
		{"provisioning/datasources/metergate.yaml", fmt.Appendf(nil, `apiVersion: 1
datasources:
  - name: metergate
    uid: metergate
    type: prometheus
    access: proxy
    url: %q
    jsonData:
      httpMethod: POST
      prometheusType: Prometheus
      timeInterval: 5s
`, url)},
		{"provisioning/dashboards/metergate.yaml", fmt.Appendf(nil, `apiVersion: 1
providers:
  - name: metergate
    folder: metergate
    type: file
    allowUiUpdates: true
    options:
      path: %q
`, folder)},
	}, nil
}

// Write writes the files below a directory and returns their paths. Files that are there are replaced.
func Write(dir, url string) (paths []string, err error) {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot find %s: %w", dir, err)
	}
	files, err := Files(url, filepath.Join(whole, "dashboards"))
	if err != nil {
		return nil, fmt.Errorf("cannot make the dashboard: %w", err)
	}
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, fmt.Errorf("cannot make a folder: %w", err)
		}
		if err := os.WriteFile(path, f.Text, 0o644); err != nil {
			return nil, fmt.Errorf("cannot write a file: %w", err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}
