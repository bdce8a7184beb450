package browser

// keyCodes are those of keys that do something by themselves, as the protocol wants them.
var keyCodes = map[string]int{"Tab": 9, "Enter": 13, "Escape": 27, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowRight": 39}

// texts are what keys write.
var texts = map[string]string{"Enter": "\r"}

// Press presses a key and lets it go: a character, or the name of a key. What has the focus gets it, as from a user's keyboard.
func (b *Browser) Press(key string) error {
	down := object{"type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": keyCodes[key]}
	text := texts[key]
	if keyCodes[key] == 0 {
		text = key
	}
	if text != "" {
		down["type"], down["text"] = "keyDown", text
	}
	if err := b.call("Input.dispatchKeyEvent", down, nil); err != nil {
		return err
	}
	return b.call("Input.dispatchKeyEvent", object{"type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": keyCodes[key]}, nil)
}

// Drag moves the mouse along a line with its button held, in pixels of the window.
func (b *Browser) Drag(fromX, fromY, toX, toY float64) error {
	for _, step := range []struct {
		kind    string
		x, y    float64
		buttons int
	}{
		{"mouseMoved", fromX, fromY, 0}, {"mousePressed", fromX, fromY, 1},
		{"mouseMoved", (fromX + toX) / 2, toY, 1}, {"mouseMoved", toX, toY, 1}, {"mouseReleased", toX, toY, 0},
	} {
		event := object{"type": step.kind, "x": step.x, "y": step.y, "buttons": step.buttons, "clickCount": 1}
		if step.kind != "mouseMoved" || step.buttons > 0 {
			event["button"] = "left"
		}
		if err := b.call("Input.dispatchMouseEvent", event, nil); err != nil {
			return err
		}
	}
	return nil
}
