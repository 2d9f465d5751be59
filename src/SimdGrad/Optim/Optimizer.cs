using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Memory;

namespace SimdGrad.Optim;

/// <summary>Changes parameters by their gradients, all of a set in one pass.</summary>
/// <remarks>
/// <para>Weight decay is an L2 penalty in the gradient, as PyTorch's, unless <see cref="DecoupledWeightDecay"/> says
/// otherwise; each optimizer also takes an L1 penalty, and <see cref="Groups"/> of parameters with numbers of their own.</para>
/// <para>A checkpoint saves <see cref="StepCount"/>, <see cref="LearningRate"/> and, for each of <see cref="StateNames"/>, the
/// <see cref="State(string)"/>; written back into an optimizer made alike, they continue the run bit for bit.</para>
/// <para>State that would be denormal is 0, since processors compute with denormal numbers many times slower; so is a gradient
/// below 1e-35 in float, 1e-304 in double, as far as it enters the state.</para>
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Optimizer<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSet<T> _parameters;
    private readonly string[] _stateNames;
    private readonly PooledBuffer<T>[] _states;
    private readonly double _l1Penalty;
    private readonly ParameterGroup[] _groups = [];
    private readonly (int Start, int Length, int Columns, ParameterGroup? Group)[] _ranges;
    private int _rented;
    private bool _disposed;
    private double _learningRate;
    private long _stepCount;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="weightDecay">
    /// The factor of the L2 penalty's gradient, or the share of the weights that a step takes away.
    /// </param>
    /// <param name="stateNames">The names of the numbers of state of a parameter, at most 3.</param>
    protected Optimizer(
        ParameterSet<T> parameters, double learningRate, double weightDecay, params ReadOnlySpan<string> stateNames)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stateNames.Length, 3, nameof(stateNames));
        _parameters = parameters;
        _learningRate = NonNegative(learningRate, nameof(learningRate));
        WeightDecay = NonNegative(weightDecay, nameof(weightDecay));
        _stateNames = stateNames.ToArray();
        _states = new PooledBuffer<T>[stateNames.Length];
        _ranges = Divide(parameters, []);
    }

    /// <summary>What is optimized.</summary>
    public ParameterSet<T> Parameters => _parameters;

    /// <summary>The step size; may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or NaN.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = NonNegative(value, nameof(LearningRate));
    }

    /// <summary>
    /// The factor of the L2 penalty's gradient; if decoupled, of the share of the weights that a step takes away.
    /// </summary>
    public double WeightDecay { get; }

    /// <summary>
    /// Whether decay is not part of the gradient, but takes learningRate * weightDecay * w away from each weight w before the
    /// step. True at first for those that are made so, as <see cref="AdamW{T}"/>.
    /// </summary>
    public bool DecoupledWeightDecay { get; init; }

    /// <summary>The factor of the L1 penalty's gradient, sign(w), which is added to the gradient; 0 at first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or NaN.</exception>
    public double L1Penalty
    {
        get => _l1Penalty;
        init => _l1Penalty = NonNegative(value, nameof(L1Penalty));
    }

    /// <summary>Whether steps go up the gradient instead of down.</summary>
    public bool Maximize { get; init; }

    /// <summary>Parameters with numbers of their own; one that is in several groups is in the first of them.</summary>
    /// <exception cref="ArgumentException">A group has no parameter.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of a group is negative, infinite or NaN.</exception>
    public IReadOnlyList<ParameterGroup> Groups
    {
        get => _groups;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _groups = [.. value];
            _ranges = Divide(_parameters, _groups);
        }
    }

    /// <summary>The number of steps so far. Set it together with the state, to continue a run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long StepCount
    {
        get => _stepCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(StepCount));
            _stepCount = value;
        }
    }

    /// <summary>The names of the state, as PyTorch's, such as <c>exp_avg</c>; each is one number for each parameter.</summary>
    public IReadOnlyList<string> StateNames => _stateNames;

    /// <summary>
    /// The state of a name, laid out as <see cref="ParameterSet{T}.Values"/>; may be written, to continue a run.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer is disposed.</exception>
    public Span<T> State(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int index = Array.IndexOf(_stateNames, name);
        if (index < 0)
            throw new KeyNotFoundException($"There is no state '{name}'; there are: {string.Join(", ", _stateNames)}.");
        RentStates();
        return _states[index].Span;
    }

    /// <summary>The state of a name of one parameter, laid out as <see cref="Parameter{T}.Values"/>; may be written.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names.</exception>
    /// <exception cref="ArgumentException">The parameter is of another set.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer is disposed.</exception>
    public Span<T> State(string name, Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var state = State(name);
        if (!_parameters.Contains(parameter))
            throw new ArgumentException($"The parameter '{parameter.Name}' is not one that is optimized.", nameof(parameter));
        return state.Slice(parameter.Begin, parameter.Shape.FlattenedLength);
    }

    /// <summary>Updates all parameters from their gradients. The gradients stay as they are.</summary>
    /// <exception cref="ObjectDisposedException">The optimizer or the parameters are disposed.</exception>
    public void Step()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RentStates();
        foreach (var (start, length, columns, group) in _ranges)
        {
            double rate = LearningRate * (group?.LearningRateScale ?? 1);
            double decay = group?.WeightDecay ?? WeightDecay, l1 = group?.L1Penalty ?? L1Penalty;
            Step(new StepRange<T>
            {
                Step = StepCount + 1,
                LearningRate = rate,
                Start = start,
                Length = length,
                Columns = columns,
                // Mostly none, as a whole: a copy of fields that have just been written would wait for them.
                Regularization = decay == 0 && l1 == 0 && !Maximize ? default : new()
                {
                    Maximize = Maximize,
                    Decay = Coefficient(DecoupledWeightDecay ? 0 : decay),
                    Shrinkage = Coefficient(DecoupledWeightDecay ? rate * decay : 0),
                    L1 = Coefficient(l1),
                },
            });
        }
        _stepCount++;
    }

    /// <summary>Returns the memory of the state to the pool.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        for (int i = 0; i < _rented; i++)
            _states[i].Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the rule with the numbers of this step and hands it to <see cref="Apply"/>.</summary>
    /// <param name="range">The parameters, and their learning rate.</param>
    protected abstract void Step(in StepRange<T> range);

    /// <summary>Applies a rule to some parameters, after the penalties and decay that they have.</summary>
    /// <param name="rule">The arithmetic.</param>
    /// <param name="range">The parameters.</param>
    /// <typeparam name="TRule">The type of the rule, which has as many numbers of state as the optimizer.</typeparam>
    protected void Apply<TRule>(in TRule rule, in StepRange<T> range) where TRule : struct, IUpdateRule<T> => Update.Run(
        in rule, range.Regularization,
        _parameters.Values.Slice(range.Start, range.Length), _parameters.Gradients.Slice(range.Start, range.Length),
        StateOf(0, range), StateOf(1, range), StateOf(2, range), range.Columns);

    /// <summary>What the state of a name is before the first step; 0, if this is not overridden.</summary>
    private protected virtual double InitialState => 0;

    /// <summary>A coefficient of an update rule, rounded to the element type.</summary>
    private protected static T Coefficient(double value) => T.CreateTruncating(value);

    // Finite as T too: what overflows there makes NaN of the zeros between parameters.
    private protected static double NonNegative(double value, string name) => value >= 0 && T.IsFinite(T.CreateTruncating(value))
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite as {typeof(T).Name} and not negative.");

    private protected static double Positive(double value, string name) => T.CreateTruncating(NonNegative(value, name)) > T.Zero
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be greater than 0 as {typeof(T).Name}.");

    private protected static double Fraction(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be in [0, 1).");

    private Span<T> StateOf(int index, in StepRange<T> range) =>
        index < _states.Length ? _states[index].Span.Slice(range.Start, range.Length) : default;

    // At the first use, not before: a constructor that throws has then nothing to return.
    private void RentStates()
    {
        while (_rented < _states.Length)
        {
            var state = BufferPool.Shared.Rent<T>(_parameters.Values.Length);
            state.Span.Fill(T.CreateTruncating(InitialState));
            _states[_rented++] = state;
        }
    }

    // Parameters side by side that are in one group are one range, with the zeros between them.
    private static (int, int, int, ParameterGroup?)[] Divide(ParameterSet<T> parameters, ParameterGroup[] groups)
    {
        foreach (var group in groups)
        {
            NonNegative(group.LearningRateScale, nameof(group.LearningRateScale));
            NonNegative(group.WeightDecay ?? 0, nameof(group.WeightDecay));
            NonNegative(group.L1Penalty ?? 0, nameof(group.L1Penalty));
        }
        var groupOf = parameters.Select(parameter => Array.Find(groups, group => group.Contains(parameter.Name))).ToList();
        int empty = Array.FindIndex(groups, group => !groupOf.Contains(group));
        if (empty >= 0)
            throw new ArgumentException(
                $"Group {empty} has no parameter, or others have them all; the names are "
                + string.Join(", ", parameters.Select(parameter => parameter.Name)) + ".", nameof(groups));
        List<(int Start, int Length, int Columns, ParameterGroup? Group)> ranges = [];
        for (int i = 0; i < parameters.Count; i++)
        {
            int begin = parameters[i].Begin, end = i + 1 < parameters.Count ? parameters[i + 1].Begin : parameters.Values.Length;
            var shape = parameters[i].Shape;
            // A weight that threads divide is a range by itself, without the zeros behind it.
            if (shape.Rank == 2 && WeightRows.Fit(shape[0], shape[1]))
                ranges.Add((begin, shape.FlattenedLength, shape[1], groupOf[i]));
            else if (ranges.Count > 0 && ranges[^1].Columns == 0 && ranges[^1].Group == groupOf[i])
                ranges[^1] = ranges[^1] with { Length = end - ranges[^1].Start };
            else
                ranges.Add((begin, end - begin, 0, groupOf[i]));
        }
        return [.. ranges];
    }
}
