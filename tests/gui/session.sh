#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# session.sh PROGRAM [ARG…]: runs a program in a desktop session of its own: X server, window manager, panel with a tray
# (StatusNotifier), notification daemon, accessibility bus, and a home folder that is gone afterwards. What is started here is ended
# here, by process id. Exit code: the program's. GUITEST_TRAY=none leaves the panel out.
set -u

started=()
end_all() {
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill "${started[i]}" 2>/dev/null
    done
    for pid in "${started[@]}"; do
        for _ in $(seq 40); do
            kill -0 "$pid" 2>/dev/null || continue 2
            sleep 0.05
        done
        kill -9 "$pid" 2>/dev/null
    done
}

# wait_for SECONDS COMMAND…: until the command succeeds.
wait_for() {
    local tries=$(($1 * 20))
    shift
    while ! "$@" >/dev/null 2>&1; do
        ((tries-- > 0)) || return 1
        sleep 0.05
    done
}

owns_name() {
    gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
        --method org.freedesktop.DBus.NameHasOwner "$1" | grep -q true
}

outside() {
    GUITEST_FOLDER=$(mktemp -d)
    export GUITEST_FOLDER
    trap 'end_all; rm -rf "$GUITEST_FOLDER"' EXIT
    export HOME="$GUITEST_FOLDER/home" XDG_RUNTIME_DIR="$GUITEST_FOLDER/run"
    mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
    unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XAUTHORITY XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME QT_QPA_PLATFORM
    export LANG=C.UTF-8 LC_ALL=C.UTF-8 TZ=UTC
    Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp 3>"$GUITEST_FOLDER/display" 2>"$GUITEST_FOLDER/xvfb.log" &
    started+=($!)
    wait_for 20 test -s "$GUITEST_FOLDER/display" || { echo "session.sh: no X server" >&2; exit 99; }
    DISPLAY=":$(cat "$GUITEST_FOLDER/display")"
    export DISPLAY
    dbus-run-session -- "$0" --inside "$@" 2> >(grep -v 'Failed to set fd limit\|Activating\|Successfully activated' >&2)
}

start_notifications() {
    dunst >>"$GUITEST_FOLDER/dunst.log" 2>&1 &
    started+=($!)
}

write_panel() {
    local folder="$HOME/.config/xfce4/xfconf/xfce-perchannel-xml"
    mkdir -p "$folder"
    cat >"$folder/xfce4-panel.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="28"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
XML
}

inside() {
    trap end_all EXIT
    export NO_AT_BRIDGE=0 QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_ACCESSIBILITY=1
    openbox >"$GUITEST_FOLDER/openbox.log" 2>&1 &
    started+=($!)
    /usr/libexec/at-spi-bus-launcher --launch-immediately >"$GUITEST_FOLDER/at-spi.log" 2>&1 &
    started+=($!)
    start_notifications
    if [[ ${GUITEST_TRAY:-panel} == panel ]]; then
        write_panel
        GTK_A11Y=none xfce4-panel --disable-wm-check >"$GUITEST_FOLDER/panel.log" 2>&1 &
        started+=($!)
        wait_for 20 owns_name org.kde.StatusNotifierWatcher || { echo "session.sh: no tray" >&2; exit 99; }
    fi
    wait_for 20 owns_name org.a11y.Bus || { echo "session.sh: no accessibility bus" >&2; exit 99; }
    # On a busy machine it gives up when the X server is slow to answer.
    wait_for 5 owns_name org.freedesktop.Notifications || start_notifications
    wait_for 20 owns_name org.freedesktop.Notifications || { echo "session.sh: no notifications" >&2; exit 99; }
    wait_for 20 xprop -root _NET_SUPPORTING_WM_CHECK || { echo "session.sh: no window manager" >&2; exit 99; }
    "$@"
}

if [[ ${1:-} == --inside ]]; then
    shift
    inside "$@"
else
    outside "$@"
fi
