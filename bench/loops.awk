# Reads listings of the just-in-time compiler. Prints a line for each loop on vectors: its method, its instructions and fused
# multiply-adds, and whether it is free of calls, spilled vectors, bounds checks and conversions of coefficients. One method
# without such a loop is a failure, and so is each of the methods in `expected` (separated by semicolons) that there is no
# listing of.

/^; Assembly listing for method / { finish(); name = short($0); next }
/^; rbp based frame/ { frame = "rbp" }
/^G_M[0-9]+_IG[0-9]+:/ { label = substr($1, 1, length($1) - 1); at[label] = count + 1; next }
/^ +[a-z]/ && $1 != "align" {
  line[++count] = $0
  if (/RNGCHKFAIL/) throws[label] = 1
}
END {
  finish()
  n = split(expected, names, ";")
  for (i = 1; i <= n; i++)
    if (names[i] != "" && !(names[i] in seen)) report("failed", names[i], "there is no listing of it")
}

# "GemmTile`3[...C12,...C2,...C8]:Run[...Vec512`1[float],float](...)" is "tile 12x2 v512 float", marked if it prefetches.
function short(header, parts, numbers, what, type) {
  type = header ~ /\[float\]/ ? "float" : "double"
  match(header, /Vec[0-9]+/)
  type = "v" substr(header, RSTART + 3, RLENGTH - 3) " " type
  if (header ~ /GemmTileRow:/) return "tile 1x8 " type
  if (header ~ /GemmTile`3/) {
    split(header, numbers, /\+C/)
    return "tile " (numbers[2] + 0) "x" (numbers[3] + 0) (numbers[4] + 0 ? " with prefetch " : " ") type
  }
  match(header, /SimdGrad\.[A-Za-z]+,/)
  return tolower(substr(header, RSTART + 9, RLENGTH - 10)) " " type
}

function report(verdict, what, text) { print verdict ": inner loop of " what ": " text }

# Every jump back makes a loop; those that touch no vector register are not of interest.
function finish(i, loops, target) {
  if (name != "") {
    seen[name] = 1
    for (i = 1; i <= count; i++) {
      target = jump(line[i])
      if (target != "" && at[target] <= i) loops += check(at[target], i)
    }
    if (!loops) report("failed", name, "it has none on vectors")
  }
  name = frame = label = ""
  count = 0
  split("", line); split("", at); split("", throws)
}

function jump(text, words) {
  if (text !~ /^ +j[a-z]+ /) return ""
  sub(/^ +j[a-z]+ +(SHORT +)?/, "", text)
  split(text, words, " ")
  return words[1]
}

function check(first, last, i, fma, vectors, faults) {
  for (i = first; i <= last; i++) {
    if (line[i] ~ /[xyz]mm[0-9]/) vectors++
    if (line[i] ~ /^ +vfn?m(add|sub)/) fma++
    if (line[i] ~ /^ +call /) faults = faults "; a call:" line[i]
    if (line[i] ~ /[xyz]mm[0-9]/ && (line[i] ~ /\[rsp/ || frame == "rbp" && line[i] ~ /\[rbp/))
      faults = faults "; a vector on the stack:" line[i]
    if (line[i] ~ /^ +vcvtsd2ss /) faults = faults "; a conversion:" line[i]
    if (jump(line[i]) in throws) faults = faults "; a bounds check:" line[i]
  }
  if (!vectors) return 0
  gsub(/ +/, " ", faults)
  report(faults == "" ? "passed" : "failed", name, last - first + 1 " instructions, " fma + 0 " fused multiply-adds" faults)
  return 1
}
