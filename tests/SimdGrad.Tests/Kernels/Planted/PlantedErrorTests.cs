using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>That the tests can fail: wrong operations, put through the very tests that the right ones pass.</summary>
public class PlantedErrorTests
{
    private const string WrongGradient = "derivatives fail. The worst:";

    private static readonly UnaryOpTests s_unary = new();
    private static readonly BinaryOpTests s_binary = new();
    private static readonly LossTests s_loss = new();

    public static TheoryData<VectorWidth> Widths => [.. OpTypes.Widths];

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_wrong_derivative_is_found(VectorWidth width)
    {
        AssertFound(WrongGradient, () => s_unary.Gradients_are_differences(default(WrongSigmoid), width));
        AssertFound(WrongGradient, () => s_binary.Gradients_are_differences(default(WrongMultiply), width));
        AssertFound(WrongGradient, () => s_loss.Gradients_are_differences(default(WrongGradientLoss), width));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_wrong_derivative_at_a_kink_is_found(VectorWidth width)
    {
        AssertFound(WrongGradient, () => s_unary.Gradients_are_differences(default(WrongKink), width));
        s_unary.Gradients_are_differences(default(Relu), width);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_wrong_loss_with_its_own_right_gradient_is_found_by_its_value(VectorWidth width)
    {
        s_loss.Gradients_are_differences(default(WrongValueLoss), width);
        AssertFound("expected", () => s_loss.Values_are_those_of_the_reference(default(WrongValueLoss), 0f, width));
        AssertFound("expected", () => s_loss.Values_are_those_of_the_reference(default(WrongValueLoss), 0.0, width));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_value_off_by_a_few_ulp_is_found(VectorWidth width)
    {
        AssertFound("off by", () => s_unary.Values_are_those_of_the_reference(default(LastBitSigmoid), 0f, width));
        AssertFound("off by", () => s_unary.Values_are_those_of_the_reference(default(LastBitSigmoid), 0.0, width));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_derivative_that_reads_what_it_disclaims_is_found(VectorWidth width)
    {
        AssertFound(WrongGradient, () => s_unary.Gradients_are_differences(default(SecretReader), width));
        AssertFound("x = NaN", () => s_unary.Backward_reads_no_input_that_it_disclaims(default(SecretReader), 0f, width));
    }

    [Fact]
    public void Bits_that_depend_on_the_width_are_found()
    {
        Assert.SkipUnless(OpTypes.Widths.Contains(VectorWidth.V512), "This run is of another width alone.");
        AssertFound("y with V512", () => s_unary.All_widths_give_the_same_bits(default(LaneCounter), 0f));
        AssertFound("y with V512", () => s_unary.All_widths_give_the_same_bits(default(LaneCounter), 0.0));
    }

    // A property throws its own exception with the message of the check in it.
    private static void AssertFound(string because, Action test)
    {
        var thrown = Record.Exception(test);
        Assert.NotNull(thrown);
        Assert.Contains(because, thrown.Message, StringComparison.Ordinal);
    }
}
