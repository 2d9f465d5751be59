namespace SimdGrad.Optim;

/// <summary>The rate times a factor that is a function of the step, as PyTorch's <c>LambdaLR</c>.</summary>
/// <param name="factor">The factor at a step.</param>
public sealed class LambdaSchedule(Func<long, double> factor) : Schedule
{
    private readonly Func<long, double> _factor = factor ?? throw new ArgumentNullException(nameof(factor));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step) => initialRate * _factor(step);
}
