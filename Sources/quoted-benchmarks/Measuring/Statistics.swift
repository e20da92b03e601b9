/// The middle value, the mean of the middle two; `values` has at least one.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// The smallest of the values below or at which so many in a hundred of them lie; `values` has at least one.
func percentile(_ percentage: Int, of values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[max(0, (sorted.count * percentage + 99) / 100 - 1)]
}

/// The median of the ratios of what was measured in the same turns: what slows a machine down for a while slows both.
func medianRatio(_ values: [Double], _ reference: [Double]) -> Double {
    median(zip(values, reference).map { $0 / $1 })
}
