Attribute VB_Name = "XlpayPython"
Option Explicit

' Every worksheet function and every button comes through here: ranges become values, whole columns
' are cut to what is used, and the texts that stand for errors become errors. ASCII only.

Private Const SENTINEL As String = "##XLPAY:"
Private Const WHOLE_COLUMN As Long = 65536

Private Python As Object

Public Function XlpayCall(ByVal Given As Variant) As Variant
    On Error GoTo Failed
    XlpayCall = WithErrors(Sent("call", WithValues(Given)))
    Exit Function
Failed:
    If Given(0) = "CWEXPLAIN" Then
        XlpayCall = "xlpay: Python did not answer (" & Err.Description & "). Run: xlpay addin doctor"
    Else
        XlpayCall = CVErr(2029)
    End If
End Function

Public Sub XlpayPressed(ByVal Control As Object)
    ' Python restores these settings itself; here they are restored where Python has gone.
    Dim Said As String
    Dim Trouble As String
    Dim Updating As Boolean
    Dim Events As Boolean
    Dim Calculated As Long
    Dim Known As Boolean
    On Error GoTo Failed
    Updating = Application.ScreenUpdating
    Events = Application.EnableEvents
    If Not ActiveWorkbook Is Nothing Then
        Calculated = Application.Calculation
        Known = True
    End If
    Said = Sent("pressed", Array(Control.ID, Known), ActiveWorkbook)
    If Len(Said) > 0 Then MsgBox Said, vbInformation, "xlpay"
    Exit Sub
Failed:
    Trouble = Err.Description
    On Error Resume Next
    Application.ScreenUpdating = Updating
    Application.EnableEvents = Events
    If Known Then Application.Calculation = Calculated
    Application.StatusBar = False
    MsgBox "xlpay: Python did not answer. Run: xlpay addin doctor" & vbCrLf & Trouble, vbExclamation, "xlpay"
End Sub

Private Function Sent(ByVal Name As String, ByVal Values As Variant, Optional ByVal Book As Object) As Variant
    ' A second attempt with a new process where the first one has gone. Python knows the workbook
    ' that is given here as the calling one: Book.caller().
    On Error GoTo Gone
    If Python Is Nothing Then Set Python = XLPy()
    Sent = Called(Name, Values, Book)
    Exit Function
Gone:
    Resume Again
Again:
    On Error GoTo 0
    Set Python = XLPy()
    Sent = Called(Name, Values, Book)
End Function

Private Function Called(ByVal Name As String, ByVal Values As Variant, ByVal Book As Object) As Variant
    ' xlwings looks into a workbook that it is given while it loads a module: ours is loaded before.
    If Book Is Nothing Then
        Called = Python.CallUDF("xlpay_udfs", Name, Values)
    Else
        Python.CallUDF "xlpay_udfs", "call", Array("CWAWARD", 1)
        Called = Python.CallUDF("xlpay_udfs", Name, Values, Book)
    End If
End Function

Public Function WithValues(ByVal Given As Variant) As Variant
    Dim Values() As Variant
    Dim I As Long
    Dim Last As Long
    Last = LastRow(Given)
    ReDim Values(UBound(Given))
    For I = 0 To UBound(Given)
        If Not IsObject(Given(I)) Then
            Values(I) = Given(I)
        ElseIf Given(I).Rows.Count < WHOLE_COLUMN Then
            Values(I) = Given(I).Value2
        Else
            Values(I) = Given(I).Resize(Last).Value2
        End If
    Next
    WithValues = Values
End Function

Private Function LastRow(ByVal Given As Variant) As Long
    ' The rows in use of all whole columns together, so that they keep one length.
    Dim Used As Object
    Dim I As Long
    LastRow = 1
    For I = 0 To UBound(Given)
        If IsObject(Given(I)) Then
            If Given(I).Rows.Count >= WHOLE_COLUMN Then
                Set Used = Given(I).Worksheet.UsedRange
                If Used.Row + Used.Rows.Count - Given(I).Row > LastRow Then
                    LastRow = Used.Row + Used.Rows.Count - Given(I).Row
                End If
            End If
        End If
    Next
End Function

Public Function WithErrors(ByVal Result As Variant) As Variant
    Dim I As Long
    Dim J As Long
    If Not IsArray(Result) Then
        WithErrors = OneError(Result)
    ElseIf Dimensions(Result) = 1 Then
        For I = LBound(Result) To UBound(Result)
            Result(I) = OneError(Result(I))
        Next
        WithErrors = Result
    Else
        For I = LBound(Result, 1) To UBound(Result, 1)
            For J = LBound(Result, 2) To UBound(Result, 2)
                Result(I, J) = OneError(Result(I, J))
            Next
        Next
        WithErrors = Result
    End If
End Function

Private Function OneError(ByVal Value As Variant) As Variant
    OneError = Value
    If VarType(Value) = vbString Then
        If Left$(Value, Len(SENTINEL)) = SENTINEL Then
            OneError = CVErr(CLng(Mid$(Value, Len(SENTINEL) + 1)))
        End If
    End If
End Function

Private Function Dimensions(ByVal Result As Variant) As Long
    Dim Top As Long
    Dimensions = 1
    On Error GoTo Done
    Top = UBound(Result, 2)
    Dimensions = 2
Done:
End Function
