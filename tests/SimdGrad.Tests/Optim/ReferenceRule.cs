namespace SimdGrad.Tests.Optim;

/// <summary>
/// The optimizers as the papers and PyTorch's documentation write them, one number at a time, in double. What the library
/// computes is compared with this.
/// </summary>
internal sealed class ReferenceRule(double learningRate, Func<ReferenceRule, double, double, double> next)
{
    private readonly double[] _state = new double[3];
    private int _step;

    public double LearningRate { get; set; } = learningRate;

    public double WeightDecay { get; init; }

    public bool Decoupled { get; init; }

    public double L1 { get; init; }

    public bool Maximize { get; init; }

    /// <summary>The value after one more step.</summary>
    public double Next(double value, double gradient)
    {
        _step++;
        double g = Maximize ? -gradient : gradient;
        g += L1 * Math.Sign(value);
        if (Decoupled)
            value -= LearningRate * WeightDecay * value;
        else
            g += WeightDecay * value;
        return next(this, value, g);
    }

    public static ReferenceRule Sgd(
        double learningRate, double momentum = 0, bool nesterov = false, double dampening = 0, double weightDecay = 0,
        bool decoupled = false, double l1 = 0, bool maximize = false) =>
        new(learningRate, (rule, w, g) =>
        {
            ref double buffer = ref rule._state[0];
            buffer = rule._step == 1 ? g : momentum * buffer + (1 - dampening) * g;
            return w - rule.LearningRate * (nesterov ? g + momentum * buffer : buffer);
        })
        { WeightDecay = weightDecay, Decoupled = decoupled, L1 = l1, Maximize = maximize };

    public static ReferenceRule Adam(
        double learningRate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, bool amsGrad = false,
        double weightDecay = 0, bool decoupled = false, double l1 = 0, bool maximize = false) =>
        new(learningRate, (rule, w, g) =>
        {
            var (m, v) = rule.Moments(g, beta1, beta2);
            rule._state[2] = Math.Max(rule._state[2], v);
            double first = m / (1 - Math.Pow(beta1, rule._step));
            double second = (amsGrad ? rule._state[2] : v) / (1 - Math.Pow(beta2, rule._step));
            return w - rule.LearningRate * first / (Math.Sqrt(second) + epsilon);
        })
        { WeightDecay = weightDecay, Decoupled = decoupled, L1 = l1, Maximize = maximize };

    public static ReferenceRule RmsProp(
        double learningRate, double alpha = 0.99, double epsilon = 1e-8, double momentum = 0, bool centered = false,
        double weightDecay = 0) =>
        new(learningRate, (rule, w, g) =>
        {
            ref double square = ref rule._state[0], mean = ref rule._state[1], buffer = ref rule._state[2];
            square = alpha * square + (1 - alpha) * g * g;
            mean = alpha * mean + (1 - alpha) * g;
            buffer = momentum * buffer + g / (Math.Sqrt(centered ? square - mean * mean : square) + epsilon);
            return w - rule.LearningRate * buffer;
        })
        { WeightDecay = weightDecay };

    public static ReferenceRule Adagrad(
        double learningRate, double learningRateDecay = 0, double initial = 0, double epsilon = 1e-10, double weightDecay = 0) =>
        new(learningRate, (rule, w, g) =>
        {
            if (rule._step == 1)
                rule._state[0] = initial;
            rule._state[0] += g * g;
            double rate = rule.LearningRate / (1 + (rule._step - 1) * learningRateDecay);
            return w - rate * g / (Math.Sqrt(rule._state[0]) + epsilon);
        })
        { WeightDecay = weightDecay };

    public static ReferenceRule Adadelta(double learningRate, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0) =>
        new(learningRate, (rule, w, g) =>
        {
            ref double square = ref rule._state[0], accumulated = ref rule._state[1];
            square = rho * square + (1 - rho) * g * g;
            double delta = Math.Sqrt(accumulated + epsilon) / Math.Sqrt(square + epsilon) * g;
            accumulated = rho * accumulated + (1 - rho) * delta * delta;
            return w - rule.LearningRate * delta;
        })
        { WeightDecay = weightDecay };

    public static ReferenceRule Adamax(
        double learningRate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) =>
        new(learningRate, (rule, w, g) =>
        {
            ref double mean = ref rule._state[0], norm = ref rule._state[1];
            mean = beta1 * mean + (1 - beta1) * g;
            norm = Math.Max(beta2 * norm, Math.Abs(g) + epsilon);
            return w - rule.LearningRate / (1 - Math.Pow(beta1, rule._step)) * mean / norm;
        })
        { WeightDecay = weightDecay };

    public static ReferenceRule NAdam(
        double learningRate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double momentumDecay = 4e-3,
        double weightDecay = 0, bool decoupled = false) =>
        new(learningRate, (rule, w, g) =>
        {
            var (m, v) = rule.Moments(g, beta1, beta2);
            double Momentum(int step) => beta1 * (1 - 0.5 * Math.Pow(0.96, step * momentumDecay));
            double mu = Momentum(rule._step), next = Momentum(rule._step + 1), product = 1;
            for (int step = 1; step <= rule._step; step++)
                product *= Momentum(step);
            double root = Math.Sqrt(v / (1 - Math.Pow(beta2, rule._step))) + epsilon;
            w -= rule.LearningRate * (1 - mu) / (1 - product) * g / root;
            return w - rule.LearningRate * next / (1 - product * next) * m / root;
        })
        { WeightDecay = weightDecay, Decoupled = decoupled };

    public static ReferenceRule RAdam(
        double learningRate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) =>
        new(learningRate, (rule, w, g) =>
        {
            var (m, v) = rule.Moments(g, beta1, beta2);
            double power = Math.Pow(beta2, rule._step), longest = 2 / (1 - beta2) - 1;
            double length = longest - 2 * rule._step * power / (1 - power);
            double first = m / (1 - Math.Pow(beta1, rule._step));
            if (length <= 5)
                return w - rule.LearningRate * first;
            double rectification = Math.Sqrt(
                (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
            return w - rule.LearningRate * first * rectification * Math.Sqrt(1 - power) / (Math.Sqrt(v) + epsilon);
        })
        { WeightDecay = weightDecay };

    public static ReferenceRule Lion(double learningRate, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0) =>
        new(learningRate, (rule, w, g) =>
        {
            ref double mean = ref rule._state[0];
            double direction = Math.Sign(beta1 * mean + (1 - beta1) * g);
            mean = beta2 * mean + (1 - beta2) * g;
            return w - rule.LearningRate * direction;
        })
        { WeightDecay = weightDecay, Decoupled = true };

    private (double First, double Second) Moments(double g, double beta1, double beta2)
    {
        _state[0] = beta1 * _state[0] + (1 - beta1) * g;
        _state[1] = beta2 * _state[1] + (1 - beta2) * g * g;
        return (_state[0], _state[1]);
    }
}
