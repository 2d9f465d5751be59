# Reads listings of the just-in-time compiler. Prints a line for each innermost loop on vectors: its method, its instructions and
# fused multiply-adds, and whether it is free of calls, spilled vectors, bounds checks and conversions of coefficients. Spills are
# no fault of formulas that have more instructions than `long`. A register tile without such a loop is a failure, and so is each
# of the tiles in `expected` (separated by semicolons) and each method beyond them in `methods` that there is no listing of.

BEGIN { long = 80 }
/^; Assembly listing for method / { finish(); name = /FullOpts/ ? short($0) : ""; next }
/^; rbp based frame/ { frame = "rbp" }
name == "" { next }
/^G_M[0-9]+_IG[0-9]+:/ { label = substr($1, 1, length($1) - 1); at[label] = count + 1; next }
/^ +[a-z]/ && $1 != "align" {
  line[++count] = $0
  if (/RNGCHKFAIL/) throws[label] = 1
  if (/AngleReduction/) rare = 1
}
END {
  finish()
  n = split(expected, names, ";")
  for (i = 1; i <= n; i++)
    if (names[i] != "" && !(names[i] in seen)) report("failed", names[i], "there is no listing of it")
  if (others < methods) report("failed", methods " methods", "there are listings of " others + 0)
}

# "GemmTile`5[...C12,...C2,...C1,...C0,...C0]:Run[...Vec512`1[float],float](...)" is "tile 12x2 v512 float", marked if it
# prefetches, copies or goes by a table; others are called as there, without namespaces and numbers of type parameters.
function short(header, numbers, type) {
  if (header ~ /(GemmTile(Wide|Columns)?|PositionTile)`/) {
    type = header ~ /\[float\]/ ? "float" : "double"
    match(header, /Vec[0-9]+/)
    type = "v" substr(header, RSTART + 3, RLENGTH - 3) " " type
    split(header, numbers, /\+C/)
    # The third constant of one that transposes tells whether it copies.
    if (header ~ /Columns/) {
      numbers[5] = numbers[4]
      numbers[4] = 0
    }
    return "tile " (numbers[2] + 0) "x" (numbers[3] + 0) \
      (header ~ /Position/ ? " of positions" : header ~ /Columns/ ? " of columns" : "") (numbers[4] + 0 ? " with prefetch" : "") \
      (numbers[5] + 0 ? " and copy" : "") (numbers[6] + 0 ? " by table" : "") " " type
  }
  sub(/^.*method /, "", header)
  sub(/\(.*/, "", header)
  gsub(/SimdGrad\.(Kernels\.|Simd\.)?|`[0-9]/, "", header)
  return header
}

function report(verdict, what, text) { print verdict ": inner loop of " what ": " text }

# Every jump back makes a loop; an innermost one has none within. Out of that of a tile a jump may lead back to before it. Those
# that touch no vector register are not of interest.
function finish(i, loops, first, inner, deepest) {
  if (name != "") {
    if (name !~ /^tile/) others++
    seen[name] = 1
    for (i = 1; i <= count; i++) {
      first = line[i] ~ /^ +j/ && jump(line[i]) in at ? at[jump(line[i])] : count + 1
      if (first > i) continue
      if (first > (name ~ /^tile/ ? deepest : inner)) loops += check(first, i)
      if (first > deepest) deepest = first
      inner = i
    }
    if (!loops && name ~ /^tile/) report("failed", name, "it has none on vectors")
  }
  name = frame = label = ""
  count = rare = 0
  split("", line); split("", at); split("", throws)
}

function jump(text, words) {
  if (text !~ /^ +j[a-z]+ /) return ""
  sub(/^ +j[a-z]+ +(SHORT +)?/, "", text)
  split(text, words, " ")
  return words[1]
}

# A loop that calls a kernel is none of arithmetic: the kernel holds that one. The guard of the stack is called at the end alone,
# and the reduction of angles for large ones alone: there vectors are kept on the stack meanwhile. A conversion keeps the upper
# part of the register that it writes, and so waits for the vector that was there in the last turn, unless that was set to zero.
function check(first, last, i, fma, vectors, faults, spills, register) {
  for (i = first; i <= last; i++) {
    if (line[i] ~ /^ +call +\[SimdGrad\.(Kernels|Memory|Ops)/ && name !~ /^tile/) return 0
    if (line[i] ~ /[yz]mm[0-9]|xmmword ptr|^ +v(add|sub|mul|max|min|fm|fnm)[a-z0-9]*p[sd] /) vectors++
    if (line[i] ~ /^ +vfn?m(add|sub)/) fma++
    if (line[i] ~ /^ +call / && line[i] !~ /FAIL_FAST|RNGCHKFAIL|AngleReduction/) faults = faults "; a call:" line[i]
    if (line[i] ~ /[xyz]mmword ptr \[rsp/ || frame == "rbp" && line[i] ~ /[xyz]mmword ptr \[rbp-/)
      spills = spills "; a vector on the stack:" line[i]
    if (line[i] ~ /^ +vcvtsd2ss /) {
      register = line[i]
      sub(/^[^,]*, /, "", register)
      sub(/,.*/, "", register)
      if (line[i - 1] line[i - 2] !~ "vxorps +" register ",") faults = faults "; a conversion:" line[i]
    }
    if (line[i] ~ /^ +j/ && jump(line[i]) in throws) faults = faults "; a bounds check:" line[i]
  }
  if (!vectors && faults !~ /SimdGrad\.Simd/) return 0
  if (spills != "" && !rare && (last - first < long || name ~ /^tile/)) faults = faults spills
  gsub(/ +/, " ", faults)
  report(faults == "" ? "passed" : "failed", name, last - first + 1 " instructions, " fma + 0 " fused multiply-adds" \
    (faults == "" && spills != "" ? ", vectors on the stack" : faults))
  return 1
}
