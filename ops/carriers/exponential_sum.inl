// Σ e^x of a group of numbers as the softmax sees it, for any carrier: the largest is subtracted first, so that no e^x
// overflows; its own e^0 = 1 is kept apart from the sum, so that log1p keeps what the others add to it.

template <class T> struct ExponentialSum {
  static constexpr double kLeast = -std::numeric_limits<double>::infinity();

  // Without initial values here: no target of a CPU reaches what the compiler writes by itself.
  T largest;
  T others;  ///< Σ e^(x - largest) over all but one of the largest

  /// x - largest; 0 for each of those that are +inf. NaN if all are -inf.
  T shifted(T x) const {
    const T difference = x - largest;
    return select(x == largest, select(x > T(kLeast), T(0), difference), difference);
  }
  T total() const { return T(1) + others; }
  /// log Σ e^x
  T logarithm() const { return select(largest == T(kLeast), largest, largest + log1p(others)); }
  /// The share of e^(x - largest) in the total.
  T share(T exponential) const { return exponential / total(); }
  T softmax(T x) const { return share(exp(shifted(x))); }
  /// The derivative of the logarithm by an e^x's exponent: its share, but 0 where all are -inf.
  T slope(T exponential) const { return select(largest == T(kLeast), T(0), share(exponential)); }
  T log_softmax(T x) const { return shifted(x) - log1p(others); }
};
