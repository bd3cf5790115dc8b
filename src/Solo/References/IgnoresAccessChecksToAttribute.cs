namespace System.Runtime.CompilerServices;

/// <summary>The runtime knows this attribute by its name: on a dynamic assembly it opens another one's internals.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
