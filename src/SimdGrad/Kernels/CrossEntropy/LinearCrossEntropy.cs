using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Softmax cross-entropy of the logits x w + b, which never exist as a whole: a block of rows by a chunk of classes at a time,
/// once for the losses and once more for the gradients.
/// </summary>
/// <remarks>
/// Classes are cut where <see cref="CrossEntropyRows"/> cuts rows, so that losses have the bits of a linear layer and a
/// cross-entropy of wide rows after it. So have gradients within a block and a chunk; beyond, they are sums of products.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe ref struct LinearCrossEntropy<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows of a block: a multiple of the panels in which columns are summed.</summary>
    public const int BlockRows = 512;

    /// <summary>Classes, weights and losses; logits and gradient are not used.</summary>
    public CrossEntropyProblem<T> Problem;

    /// <summary>x, [rows, features].</summary>
    public ReadOnlySpan<T> X;

    /// <summary>w, [features, classes].</summary>
    public ReadOnlySpan<T> Weight;

    /// <summary>b, [classes]; empty for none.</summary>
    public ReadOnlySpan<T> Bias;

    /// <summary>The length of a row of x.</summary>
    public int Features;

    /// <summary><see cref="StateLength"/> numbers of each row, which the losses leave for the gradients.</summary>
    public Span<T> States;

    /// <summary>Scratch memory, <see cref="ScratchLength"/> numbers.</summary>
    public Span<T> Scratch;

    /// <summary>The elements of scratch memory that are needed.</summary>
    public static int ScratchLength(int rows, int columns) =>
        Math.Min(rows, BlockRows) * Math.Min(columns, SoftmaxChunk.Length);

    /// <summary>Of each chunk of a row its maximum and the factor of its exponentials.</summary>
    public static int StateLength(int columns) => 2 * SoftmaxChunk.Count(columns);

    /// <summary>Computes the losses and the states.</summary>
    public readonly void Forward()
    {
        Span<CrossEntropyRow<T>> rows = stackalloc CrossEntropyRow<T>[BlockRows];
        for (int start = 0; start < Problem.Rows; start += BlockRows)
        {
            int count = Math.Min(BlockRows, Problem.Rows - start);
            for (int r = 0; r < count; r++)
                rows[r] = Problem.IsIgnored(start + r) ? default : new(Problem.ShareOf(start + r));
            for (int i = 0; i < SoftmaxChunk.Count(Problem.Columns); i++)
            {
                int n = Logits(start, count, i);
                fixed (T* logits = Scratch, states = States)
                    Sliced.Run<ForwardKernel, T>(new(Problem, logits, states, start, rows[..count], i, n), n);
            }
            fixed (T* states = States)
                Isa.Run<LossKernel, T>(new(Problem, states, start, rows[..count]));
        }
    }

    /// <summary>
    /// Computes the gradients times the seed of each row, or one seed for all; or adds them. One that is empty is not wanted.
    /// </summary>
    public readonly void Backward(
        ReadOnlySpan<T> seed, Span<T> dx, bool addX, Span<T> dw, bool addW, Span<T> db, bool addB)
    {
        int columns = Problem.Columns;
        if (Problem.Rows == 0)
        {
            Clear(dw, addW);
            Clear(db, addB);
        }
        for (int start = 0; start < Problem.Rows; start += BlockRows)
        {
            int count = Math.Min(BlockRows, Problem.Rows - start);
            var x = new ReadOnlyMatrix<T>(X.Slice(start * Features, count * Features), count, Features);
            for (int i = 0; i < SoftmaxChunk.Count(columns); i++)
            {
                int n = Logits(start, count, i), begin = i * SoftmaxChunk.Length;
                fixed (T* logits = Scratch, states = States)
                    Sliced.Run<BackwardKernel, T>(new(Problem, logits, states, start, count, i, n), n);
                var gradient = Scratch[..(count * n)];
                if (seed.Length != 1 || seed[0] != T.One)
                    ScaleRows.Run<T>(seed.Length == 1 ? seed : seed.Slice(start, count), gradient, gradient);
                var g = new ReadOnlyMatrix<T>(gradient, count, n);
                if (!dx.IsEmpty)
                    Gemm.Multiply(
                        g, new ReadOnlyMatrix<T>(Weight[begin..], Features, n, columns).Transposed,
                        new Matrix<T>(dx.Slice(start * Features, count * Features), count, Features), addX || i > 0);
                if (!dw.IsEmpty)
                    Gemm.Multiply(x.Transposed, g, new Matrix<T>(dw[begin..], Features, n, columns), addW || start > 0);
                if (!db.IsEmpty)
                    Columns.Sum(gradient, n, db.Slice(begin, n), addB || start > 0);
            }
        }
    }

    private static void Clear(Span<T> sum, bool accumulate)
    {
        if (!accumulate)
            sum.Clear();
    }

    // The logits of some rows and a chunk of classes, in scratch memory; returns the number of classes.
    private readonly int Logits(int start, int count, int chunk)
    {
        int begin = chunk * SoftmaxChunk.Length, n = Math.Min(SoftmaxChunk.Length, Problem.Columns - begin);
        Gemm.Multiply<Identity, T>(
            new(X.Slice(start * Features, count * Features), count, Features),
            new(Weight[begin..], Features, n, Problem.Columns), Bias.IsEmpty ? Bias : Bias.Slice(begin, n),
            new(Scratch[..(count * n)], count, n));
        return n;
    }

    private readonly ref struct ForwardKernel(
        CrossEntropyProblem<T> problem, T* logits, T* states, int start, Span<CrossEntropyRow<T>> rows, int chunk, int n)
        : ISliceKernel<ForwardKernel, T>
    {
        private readonly CrossEntropyProblem<T> _problem = problem;
        private readonly Span<CrossEntropyRow<T>> _rows = rows;

        public int Length => _rows.Length;

        public ForwardKernel Slice(int first, int length) =>
            new(_problem, logits + (nint)first * n, states, start + first, _rows.Slice(first, length), chunk, n);

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int chunks = SoftmaxChunk.Count(_problem.Columns), begin = chunk * SoftmaxChunk.Length;
            var targets = _problem.Dense.From(begin, begin);
            for (int r = 0; r < _rows.Length; r++)
            {
                if (_problem.IsIgnored(start + r))
                    continue;
                T* x = logits + (nint)r * n, state = states + (nint)(start + r) * 2 * chunks;
                T max = state[chunk] = SoftmaxChunk.Max<V, T>(x, n);
                if (_problem.IsDense)
                    _rows[r].AddDense<V>(x, n, max, targets);
                if ((uint)(_problem.Classes[start + r] - begin) < (uint)n)
                    _rows[r].Target = x[_problem.Classes[start + r] - begin];
                state[chunks + chunk] = SoftmaxChunk.Exp<V, T>(x, SoftmaxChunk.Shift(max), null, n);
            }
        }
    }

    private readonly ref struct LossKernel(
        CrossEntropyProblem<T> problem, T* states, int start, Span<CrossEntropyRow<T>> rows) : IKernel<T>
    {
        private readonly CrossEntropyProblem<T> _problem = problem;
        private readonly Span<CrossEntropyRow<T>> _rows = rows;

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int chunks = SoftmaxChunk.Count(_problem.Columns);
            for (int r = 0; r < _rows.Length; r++)
            {
                T* maxima = states + (nint)(start + r) * 2 * chunks, factors = maxima + chunks;
                if (_problem.IsIgnored(start + r))
                {
                    _problem.Losses[start + r] = T.Zero;
                    continue;
                }
                T max = SoftmaxChunk.Join<V, T>(maxima, factors, chunks, factors, out T sum);
                _problem.Losses[start + r] = _rows[r].Loss<V>(max, sum, _problem.IsDense, hasClass: true);
                T factor = _problem.GradientScale * _rows[r].Total / sum;
                for (int i = 0; i < chunks; i++)
                    factors[i] = factor * factors[i];
            }
        }
    }

    private readonly struct BackwardKernel(
        CrossEntropyProblem<T> problem, T* logits, T* states, int start, int count, int chunk, int n)
        : ISliceKernel<BackwardKernel, T>
    {
        private readonly CrossEntropyProblem<T> _problem = problem;

        public int Length => count;

        public BackwardKernel Slice(int first, int length) =>
            new(_problem, logits + (nint)first * n, states, start + first, length, chunk, n);

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int chunks = SoftmaxChunk.Count(_problem.Columns), begin = chunk * SoftmaxChunk.Length;
            var targets = _problem.Dense.From(begin, begin);
            for (int r = 0; r < count; r++)
            {
                T* x = logits + (nint)r * n, state = states + (nint)(start + r) * 2 * chunks;
                if (_problem.IsIgnored(start + r))
                {
                    new Span<T>(x, n).Clear();
                    continue;
                }
                SoftmaxChunk.Exp<V, T>(x, SoftmaxChunk.Shift(state[chunk]), x, n);
                CrossEntropyRows.Differentiate<V, T>(in _problem, x, n, state[chunks + chunk], targets);
                if ((uint)(_problem.Classes[start + r] - begin) < (uint)n)
                    x[_problem.Classes[start + r] - begin] -= _problem.GradientScale * _problem.ShareOf(start + r);
            }
        }
    }
}
