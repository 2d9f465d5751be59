using System.Numerics;
using SimdGrad.Optim;

namespace SimdGrad.Tests.Optim;

/// <summary>An optimizer with its options, and the reference that it must follow.</summary>
/// <param name="Optimizer">The generic type.</param>
/// <param name="Reference">Makes the reference of one number.</param>
/// <param name="Options">Arguments of the constructor, and properties.</param>
internal sealed record OptimizerCase(Type Optimizer, Func<ReferenceRule> Reference, params (string Name, object Value)[] Options)
{
    public const double Rate = 0.01;

    public static IReadOnlyDictionary<string, OptimizerCase> All { get; } = new OptimizerCase[]
    {
        new(typeof(Sgd<>), () => ReferenceRule.Sgd(Rate)),
        new(typeof(Sgd<>), () => ReferenceRule.Sgd(Rate, weightDecay: 0.1), ("weightDecay", 0.1)),
        new(typeof(Sgd<>), () => ReferenceRule.Sgd(Rate, l1: 0.05), ("L1Penalty", 0.05)),
        new(typeof(Sgd<>), () => ReferenceRule.Sgd(Rate, maximize: true), ("Maximize", true)),
        new(typeof(Sgd<>), () => ReferenceRule.Sgd(Rate, 0.9), ("momentum", 0.9)),
        new(
            typeof(Sgd<>), () => ReferenceRule.Sgd(Rate, 0.5, dampening: 0.25, weightDecay: 0.1),
            ("momentum", 0.5), ("dampening", 0.25), ("weightDecay", 0.1)),
        new(
            typeof(Sgd<>), () => ReferenceRule.Sgd(Rate, 0.9, nesterov: true, weightDecay: 0.1),
            ("momentum", 0.9), ("nesterov", true), ("weightDecay", 0.1)),
        new(
            typeof(Sgd<>), () => ReferenceRule.Sgd(Rate, weightDecay: 0.1, decoupled: true, l1: 0.05, maximize: true),
            ("weightDecay", 0.1), ("DecoupledWeightDecay", true), ("L1Penalty", 0.05), ("Maximize", true)),
        new(typeof(Adam<>), () => ReferenceRule.Adam(Rate)),
        new(typeof(Adam<>), () => ReferenceRule.Adam(Rate, amsGrad: true), ("amsGrad", true)),
        new(
            typeof(Adam<>), () => ReferenceRule.Adam(Rate, 0.5, 0.9, 1e-3, weightDecay: 0.1),
            ("beta1", 0.5), ("beta2", 0.9), ("epsilon", 1e-3), ("weightDecay", 0.1)),
        new(
            typeof(Adam<>), () => ReferenceRule.Adam(Rate, l1: 0.05, maximize: true),
            ("L1Penalty", 0.05), ("Maximize", true)),
        new(typeof(AdamW<>), () => ReferenceRule.Adam(Rate, weightDecay: 0.01, decoupled: true)),
        new(
            typeof(AdamW<>), () => ReferenceRule.Adam(Rate, 0.5, 0.9, 1e-3, true, 0.1, true),
            ("beta1", 0.5), ("beta2", 0.9), ("epsilon", 1e-3), ("weightDecay", 0.1), ("amsGrad", true)),
        new(typeof(RmsProp<>), () => ReferenceRule.RmsProp(Rate)),
        new(typeof(RmsProp<>), () => ReferenceRule.RmsProp(Rate, centered: true), ("centered", true)),
        new(
            typeof(RmsProp<>), () => ReferenceRule.RmsProp(Rate, 0.9, 1e-3, 0.5, false, 0.1),
            ("alpha", 0.9), ("epsilon", 1e-3), ("momentum", 0.5), ("weightDecay", 0.1)),
        new(
            typeof(RmsProp<>), () => ReferenceRule.RmsProp(Rate, 0.9, 1e-3, 0.5, true, 0.1),
            ("alpha", 0.9), ("epsilon", 1e-3), ("momentum", 0.5), ("centered", true), ("weightDecay", 0.1)),
        new(typeof(Adagrad<>), () => ReferenceRule.Adagrad(Rate)),
        new(
            typeof(Adagrad<>), () => ReferenceRule.Adagrad(Rate, 0.1, 0.5, 1e-3, 0.1),
            ("learningRateDecay", 0.1), ("initialAccumulator", 0.5), ("epsilon", 1e-3), ("weightDecay", 0.1)),
        new(typeof(Adadelta<>), () => ReferenceRule.Adadelta(Rate)),
        new(
            typeof(Adadelta<>), () => ReferenceRule.Adadelta(Rate, 0.5, 1e-3, 0.1),
            ("rho", 0.5), ("epsilon", 1e-3), ("weightDecay", 0.1)),
        new(typeof(Adamax<>), () => ReferenceRule.Adamax(Rate)),
        new(
            typeof(Adamax<>), () => ReferenceRule.Adamax(Rate, 0.5, 0.9, 1e-3, 0.1),
            ("beta1", 0.5), ("beta2", 0.9), ("epsilon", 1e-3), ("weightDecay", 0.1)),
        new(typeof(NAdam<>), () => ReferenceRule.NAdam(Rate)),
        new(
            typeof(NAdam<>), () => ReferenceRule.NAdam(Rate, 0.5, 0.9, 1e-3, 0.1, 0.1, true),
            ("beta1", 0.5), ("beta2", 0.9), ("epsilon", 1e-3), ("momentumDecay", 0.1), ("weightDecay", 0.1),
            ("DecoupledWeightDecay", true)),
        new(typeof(RAdam<>), () => ReferenceRule.RAdam(Rate)),
        new(
            typeof(RAdam<>), () => ReferenceRule.RAdam(Rate, 0.5, 0.9, 1e-3, 0.1),
            ("beta1", 0.5), ("beta2", 0.9), ("epsilon", 1e-3), ("weightDecay", 0.1)),
        new(typeof(Lion<>), () => ReferenceRule.Lion(Rate)),
        new(
            typeof(Lion<>), () => ReferenceRule.Lion(Rate, 0.5, 0.9, 0.1),
            ("beta1", 0.5), ("beta2", 0.9), ("weightDecay", 0.1)),
    }.ToDictionary(entry => entry.Name);

    /// <summary>The type and the options.</summary>
    public string Name { get; } = string.Join(
        ", ", [Optimizer.Name[..^2], .. Options.Select(option => FormattableString.Invariant($"{option.Name} {option.Value}"))]);

    /// <summary>Makes the optimizer.</summary>
    public Optimizer<T> Make<T>(ParameterSet<T> set) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        OptimizerFactory.Make(
            Optimizer, set, Options.Append(("learningRate", Rate)).ToDictionary(option => option.Item1, option => option.Item2));

    public override string ToString() => Name;
}
