namespace SimdGrad.Optim;

/// <summary>What a <see cref="PlateauSchedule"/> remembers between epochs.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Best">The best measure so far.</param>
/// <param name="BadEpochs">The number of epochs since that count against it.</param>
/// <param name="CooldownLeft">The number of epochs to come that do not count.</param>
public readonly record struct PlateauState(double Rate, double Best, int BadEpochs, int CooldownLeft);
