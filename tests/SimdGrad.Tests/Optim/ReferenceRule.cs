namespace SimdGrad.Tests.Optim;

/// <summary>
/// The optimizers as the papers and PyTorch's documentation write them, one number at a time, in double. What the library
/// computes is compared with this.
/// </summary>
internal sealed class ReferenceRule
{
    private readonly Func<ReferenceRule, double, double, double> _next;
    private double _first, _second;
    private int _step;

    private ReferenceRule(double learningRate, Func<ReferenceRule, double, double, double> next)
    {
        LearningRate = learningRate;
        _next = next;
    }

    public double LearningRate { get; set; }

    public static ReferenceRule Sgd(double learningRate, double momentum, bool nesterov, double weightDecay) =>
        new(learningRate, (rule, w, gradient) =>
        {
            double g = gradient + weightDecay * w;
            rule._first = momentum * rule._first + g;
            return w - rule.LearningRate * (nesterov ? g + momentum * rule._first : rule._first);
        });

    public static ReferenceRule Adam(
        double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool decoupled) =>
        new(learningRate, (rule, w, gradient) =>
        {
            double g = decoupled ? gradient : gradient + weightDecay * w;
            if (decoupled)
                w -= rule.LearningRate * weightDecay * w;
            rule._step++;
            rule._first = beta1 * rule._first + (1 - beta1) * g;
            rule._second = beta2 * rule._second + (1 - beta2) * g * g;
            double first = rule._first / (1 - Math.Pow(beta1, rule._step));
            double second = rule._second / (1 - Math.Pow(beta2, rule._step));
            return w - rule.LearningRate * first / (Math.Sqrt(second) + epsilon);
        });

    /// <summary>The value after one more step.</summary>
    public double Next(double value, double gradient) => _next(this, value, gradient);
}
