namespace SimdGrad.Optim;

/// <summary>A yes or no as a type, so that the compiler knows it and leaves out of a rule what is off.</summary>
internal interface ISwitch
{
    static abstract bool IsOn { get; }
}
