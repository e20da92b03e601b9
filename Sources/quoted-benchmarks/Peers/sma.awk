# The average in awk, for mawk and gawk: a ring of ten prices and a running sum for each symbol.
#
#     mawk -f sma.awk quotes.csv > averages.csv
#
# In binary floating point, so the running sum drifts.
BEGIN { FS = "," }
NR > 1 {
    count = counts[$1]++
    slot = $1 " " count % 10
    sums[$1] += $3 - ring[slot]
    ring[slot] = $3
    if (count >= 9) printf "%s,%s,%s,%.6f\n", $1, $2, $3, sums[$1] / 10
}
