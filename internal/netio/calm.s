// This file is empty: its presence lets calm.go declare functions whose bodies are the runtime's.
