# SPDX-License-Identifier: Apache-2.0
# Plants the faults of *.mutants files into a copy of the sources: awk -v copy=FOLDER -f plant.awk FILE...
# Prints "number catcher name", separated by tabs, of each. A text that is not there exactly once ends it.

function finish(  path, text, line, at, rest) {
  if (name == "") return
  number++
  if (file == "") {
    printf "%s: \"%s\" names no file\n", FILENAME, name > "/dev/stderr"
    failed = 1
    name = ""
    return
  }
  path = copy "/" file
  if (!(path in texts)) {
    text = ""
    while ((getline line < path) > 0) text = text line "\n"
    close(path)
    texts[path] = text
  }
  text = texts[path]
  sub(/\n$/, "", find)
  sub(/\n$/, "", plant)
  at = index(text, find)
  rest = at ? substr(text, at + length(find)) : ""
  if (find == "" || !at || index(rest, find)) {
    printf "%s: \"%s\" is not there exactly once in %s\n", FILENAME, name, file > "/dev/stderr"
    failed = 1
  } else {
    gsub(/PLANTED_NUMBER/, number, plant)
    gsub(/PLANTED/, "planted(" number ")", plant)
    texts[path] = substr(text, 1, at - 1) plant rest
    print number "\t" catcher "\t" name
  }
  name = ""
}

/^=== / { finish(); name = substr($0, 5); file = catcher = find = plant = part = ""; next }
/^file / && part == "" { file = substr($0, 6); next }
/^catcher / && part == "" { catcher = substr($0, 9); next }
$0 == "--- find" { part = "find"; next }
$0 == "--- plant" { part = "plant"; next }
part == "find" { find = find $0 "\n" }
part == "plant" { plant = plant $0 "\n" }

END {
  finish()
  for (path in texts) printf "%s", texts[path] > path
  exit failed
}
