using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    // Phi(-a) 2^-n in float, with e = e^(-a^2 / 2) 2^-n - 1, for a up to 14.7: e^(a^2 / 2) Phi(-a) is smooth, and a polynomial in
    // each of eight intervals, the half octaves of 2 a + 2. They are taken around points where the function is nearly a float, so
    // that their first coefficients are exact. The polynomial errs by at most 3.7e-8 of the function.
    [MethodImpl(Inline)]
    private static V NormalTail32<V>(V a, V e) where V : struct, IVec<V>
    {
        var s = V.Fma(a, V.Of(2), V.Of(2));
        var d = a - V.OfHalfOctave(
            s, 0.225830078f, 0.764892578f, 1.46337891f, 2.45605469f,
            3.92822266f, 6.03369141f, 9.11523438f, 12.7818947f);
        var value = V.OfHalfOctave(
            s, -0.00202475674f, -0.000746410049f, -0.000105027364f, -1.38880241e-05f,
            -1.38068901e-06f, -1.09974884e-07f, -6.67963063e-09f, -4.37762021e-10f);
        value = V.Fma(value, d, V.OfHalfOctave(
            s, 0.00598833989f, 0.00169436855f, 0.000408507098f, 6.83247708e-05f,
            8.26466021e-06f, 7.49740423e-07f, 6.05974861e-08f, 6.2873009e-09f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, -0.0158329513f, -0.00500713382f, -0.00135266257f, -0.000275267521f,
            -4.09145796e-05f, -5.06709239e-06f, -5.46685669e-07f, -8.10400635e-08f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, 0.039113231f, 0.0139800552f, 0.00434810296f, 0.00107586489f,
            0.000206536861f, 3.49610564e-05f, 5.34835453e-06f, 1.07003177e-06f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, -0.0879951641f, -0.0358409695f, -0.0131161995f, -0.00401498843f,
            -0.00101597048f, -0.000236416294f, -5.16084037e-05f, -1.4085841e-05f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, 0.176332384f, 0.0833332166f, 0.0365936048f, 0.0141653242f,
            0.00481847301f, 0.00156634033f, 0.000491814222f, 0.000184329096f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, -0.303806096f, -0.171261802f, -0.092899546f, -0.0468360521f,
            -0.0219760276f, -0.0101600392f, -0.00463774381f, -0.00239833165f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, 0.421273291f, 0.297663331f, 0.20913431f, 0.143362537f,
            0.0959635675f, 0.0644352213f, 0.0432577506f, 0.0310238786f));
        return V.Fma(value, e, value);
    }

    // (Phi(-a) - a phi(a)) 2^-n likewise. The polynomial errs by at most 5.0e-9, of the function or of 0.2 where that is less.
    [MethodImpl(Inline)]
    private static V NormalTailSlope32<V>(V a, V e) where V : struct, IVec<V>
    {
        var s = V.Fma(a, V.Of(2), V.Of(2));
        var d = a - V.OfHalfOctave(
            s, 0.267700195f, 0.734375f, 1.46411133f, 2.52099609f,
            4.02392578f, 5.98925781f, 8.90429688f, 12.8055077f);
        var value = V.OfHalfOctave(
            s, -0.00155986228f, -0.00123949791f, -0.000110327892f, -1.47997753e-05f,
            -1.43118268e-06f, -1.13832051e-07f, -5.68160496e-09f, -2.41162673e-10f);
        value = V.Fma(value, d, V.OfHalfOctave(
            s, 0.00544009078f, 0.00184379774f, 0.000409169763f, 6.1506973e-05f,
            7.30735883e-06f, 7.81574784e-07f, 6.93091096e-08f, 6.2253469e-09f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, -0.0144542158f, -0.00527026551f, -0.00134877639f, -0.000249577046f,
            -3.63647523e-05f, -5.26466874e-06f, -6.3721734e-07f, -8.13619536e-08f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, 0.0359474085f, 0.0147696715f, 0.00434281351f, 0.000990848057f,
            0.00018809679f, 3.61132479e-05f, 5.97413327e-06f, 1.06038556e-06f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, -0.0817117766f, -0.0375973694f, -0.0131036974f, -0.00374677917f,
            -0.000940531667f, -0.000242734983f, -5.63580725e-05f, -1.39831054e-05f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, 0.16567941f, 0.0866940841f, 0.0365648195f, 0.0134095801f,
            0.00453776494f, 0.00159827177f, 0.000525944692f, 0.000183335127f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, -0.688433826f, -0.575392067f, -0.491788238f, -0.443988144f,
            -0.420023233f, -0.409242928f, -0.403794616f, -0.401331931f));
        value = V.Fma(value, d, V.OfHalfOctave(
            s, 0.302058756f, 0.00999523047f, -0.375029624f, -0.865352333f,
            -1.51141047f, -2.32447839f, -3.5080421f, -5.07769108f));
        return V.Fma(value, e, value);
    }
}
