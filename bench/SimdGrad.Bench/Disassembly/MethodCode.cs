using System.Reflection;
using System.Reflection.Emit;

namespace SimdGrad.Bench;

/// <summary>
/// What the intermediate code of a method calls, its type parameters being replaced, and whether it jumps back.
/// </summary>
internal sealed class MethodCode
{
    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly byte[] _code;
    private readonly MethodBase _method;
    private readonly List<MethodBase> _calls = [];

    /// <summary>Reads a method that has no open type parameters.</summary>
    public MethodCode(MethodBase method)
    {
        _method = method;
        _code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Read();
    }

    /// <summary>The methods that it calls or takes the address of, as implemented by the types that they are called on.</summary>
    public IReadOnlyList<MethodBase> Calls => _calls;

    /// <summary>Whether it jumps back.</summary>
    public bool HasLoop { get; private set; }

    private void Read()
    {
        Type? constrained = null;
        for (int i = 0; i < _code.Length;)
        {
            short value = _code[i++];
            if (value == 0xFE)
                value = (short)(0xFE00 | _code[i++]);
            var code = s_opCodes[value];
            int next = i + Size(code, i);
            switch (code.OperandType)
            {
                case OperandType.ShortInlineBrTarget when (sbyte)_code[i] < 0:
                case OperandType.InlineBrTarget when BitConverter.ToInt32(_code, i) < 0:
                    HasLoop = true;
                    break;
                case OperandType.InlineMethod:
                    Call(Resolve(i, _method.Module.ResolveMethod), constrained);
                    break;
            }
            constrained = code == OpCodes.Constrained ? Resolve(i, _method.Module.ResolveType) : null;
            i = next;
        }
    }

    private int Size(OpCode code, int operand) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(_code, operand),
        _ => 4,
    };

    private TMember? Resolve<TMember>(int token, Func<int, Type[]?, Type[]?, TMember?> resolve) where TMember : MemberInfo =>
        resolve(
            BitConverter.ToInt32(_code, token), _method.DeclaringType?.GetGenericArguments(),
            _method.IsGenericMethod ? _method.GetGenericArguments() : []);

    private void Call(MethodBase? callee, Type? constrained)
    {
        if (callee is MethodInfo { DeclaringType.IsInterface: true } contract && constrained is { IsValueType: true })
            callee = Implementation(contract, constrained);
        if (callee is not null)
            _calls.Add(callee);
    }

    // Null where the interface's own implementation serves.
    private static MethodInfo? Implementation(MethodInfo contract, Type type)
    {
        var definition = contract.IsGenericMethod ? contract.GetGenericMethodDefinition() : contract;
        var map = type.GetInterfaceMap(contract.DeclaringType!);
        int index = Array.FindIndex(map.InterfaceMethods, method => method.MetadataToken == definition.MetadataToken);
        var implementation = map.TargetMethods[index];
        if (implementation.DeclaringType!.IsInterface)
            return null;
        return contract.IsGenericMethod ? implementation.MakeGenericMethod(contract.GetGenericArguments()) : implementation;
    }
}
