using System.CommandLine;

namespace SimdGrad.Bench;

/// <summary>The option <c>--isa WIDTH</c> of the reports.</summary>
internal static class IsaOption
{
    /// <summary>The option; its value is for <see cref="Simd.Isa.Parse"/>.</summary>
    public static Option<string?> Create()
    {
        var isa = new Option<string?>("--isa") { Description = "The vector width; the processor's if not given." };
        isa.AcceptOnlyFromAmong("v128", "v256", "v512");
        return isa;
    }
}
